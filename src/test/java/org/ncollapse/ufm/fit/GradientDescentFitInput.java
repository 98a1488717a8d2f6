package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CoreMetrics;
import org.ncollapse.metrics.ThinSvd;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.GradientDescent;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;
import org.ncollapse.ufm.fit.CapturedEpoch.LastLayerWeights;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;

/** A model's own gradient descent, written down as if it were a network's training: an epoch an iteration. */
final class GradientDescentFitInput {

    private GradientDescentFitInput() {}

    /**
     * Normal entries, each factor scaled to λ‖·‖² = that of the head: what gradient flow then keeps for ever, and the
     * balance reads λ_H from.
     */
    static UfmState balancedStart(UfmModel model) {
        UfmState start = UfmState.gaussian(model, 1, 1);
        double head = model.lambdas().get(0)
                * Math.pow(NormOps_DDRM.normF(start.weights().get(0)), 2);
        for (int f = 1; f < model.lambdas().size(); f++) {
            DMatrixRMaj factor = f < start.weights().size() ? start.weights().get(f) : start.features();
            CommonOps_DDRM.scale(Math.sqrt(head / model.lambdas().get(f)) / NormOps_DDRM.normF(factor), factor);
        }
        return start;
    }

    /** Captured at log-spaced iterations, the start and the last among them, all samples kept. */
    static FitInput of(UfmModel model, UfmState start, double step, int iterations, int points) {
        return of(model, start, step, iterations, points, Integer.MAX_VALUE);
    }

    /** The same with so many samples of each class kept. */
    static FitInput of(UfmModel model, UfmState start, double step, int iterations, int points, int kept) {
        GradientDescent descent = new GradientDescent(model, start, step);
        Objective objective = new Objective(model);
        List<CapturedEpoch> epochs = new ArrayList<>();
        StartSamples departure = null;
        for (int i = 0; i <= points; i++) {
            int until = i == 0 ? 0 : (int) Math.round(Math.pow(iterations, (double) i / points));
            if (i > 0 && until <= descent.iterations()) {
                continue;
            }
            descent.step(until - descent.iterations());
            UfmState state = descent.state();
            if (departure == null && objective.errorRate(state) == 0) {
                StartSamples all = departure(model, state);
                departure = all.firstOfEachClass(Arrays.stream(all.classCounts())
                        .map(count -> Math.min(count, kept))
                        .toArray());
            }
            epochs.add(epoch(model, state, until, step * until, departure != null, objective.loss(state)));
        }
        UfmState end = descent.state();
        return new FitInput(
                settings(model),
                epochs,
                departure,
                end.weights().size() > 1
                        ? ThinSvd.of(end.weights().get(1)).largestSingularValues(model.classes())
                        : null);
    }

    private static StartSamples departure(UfmModel model, UfmState state) {
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        boolean deep = layers.size() > 1;
        return new StartSamples(
                model.classCounts().stream().mapToInt(Integer::intValue).toArray(),
                layers.get(0),
                deep ? layers.get(1) : null,
                statistics(model, layers.get(0)).means(),
                deep ? statistics(model, layers.get(1)).means() : null,
                state.weights().get(0),
                state.bias(),
                deep ? state.weights().get(1) : null);
    }

    private static CapturedEpoch epoch(
            UfmModel model, UfmState state, int epoch, double time, boolean terminal, double loss) {
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.data, state.bias());
        boolean deep = layers.size() > 1;
        int[] counts = model.classCounts().stream().mapToInt(Integer::intValue).toArray();
        CoreMetrics upper = CoreMetrics.of(layers.get(0), counts, head);
        FeatureStatistics statistics = statistics(model, layers.get(0));
        return new CapturedEpoch(
                epoch,
                time,
                terminal,
                loss,
                evidence(statistics, upper.nc1()),
                deep
                        ? evidence(
                                statistics(model, layers.get(1)),
                                CoreMetrics.of(layers.get(1), counts, null).nc1())
                        : null,
                new FrameDistances(upper.nc2Etf(), upper.nc2Of(), upper.nc3Etf(), upper.nc3Of()),
                CommonOps_DDRM.multTransB(weights, weights, null),
                ClassMatrices.meanLogits(statistics, head),
                new LastLayerWeights(
                        state.bias(),
                        deep ? Math.pow(NormOps_DDRM.normF(state.weights().get(1)), 2) : 0,
                        0));
    }

    /** The run that such a descent stands for. */
    static RunSettings settings(UfmModel model) {
        boolean deep = model.widths().size() > 1;
        return new RunSettings(
                model.classCounts(),
                model.crossEntropy(),
                model.hasBias(),
                model.lambdas().get(0),
                model.lambdas().get(deep ? 1 : 0),
                model.hasBias() ? model.lambdaB() : 0,
                false);
    }

    private static LayerStatistics evidence(FeatureStatistics statistics, double nc1) {
        return new LayerStatistics(ClassMatrices.meanGram(statistics), statistics.withinCovarianceTrace(), nc1);
    }

    private static FeatureStatistics statistics(UfmModel model, DMatrixRMaj features) {
        ClassMoments moments = new ClassMoments(model.classes(), features.numCols);
        int[] labels = IntStream.range(0, model.classes())
                .flatMap(k -> Collections.nCopies(model.classCounts().get(k), k).stream()
                        .mapToInt(Integer::intValue))
                .toArray();
        moments.accept(features.data, labels, labels.length);
        return moments.statistics();
    }
}
