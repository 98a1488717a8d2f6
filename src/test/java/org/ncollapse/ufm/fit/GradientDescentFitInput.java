package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CoreMetrics;
import org.ncollapse.metrics.ThinSvd;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;
import org.ncollapse.ufm.fit.CapturedEpoch.HeadStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.InitialSamples.HiddenLayer;

/** A model's own gradient descent, given as the training of a network with one epoch per iteration. */
final class GradientDescentFitInput {

    private GradientDescentFitInput() {}

    /**
     * Returns a state with normal entries in which each factor is scaled to the same λ‖·‖². Gradient flow keeps that
     * balance, from which λ_H is estimated.
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

    /** Captures the start, log-spaced iterations and the last one, and saves all samples. */
    static FitInput of(UfmModel model, UfmState start, double step, int iterations, int points) {
        return of(model, start, step, iterations, points, Integer.MAX_VALUE);
    }

    /** Does the same with at most {@code saved} samples of each class. */
    static FitInput of(UfmModel model, UfmState start, double step, int iterations, int points, int saved) {
        return of(model, start, step, iterations, points, saved, 1);
    }

    /** Does the same with the gradient of the features multiplied by κ. */
    static FitInput of(
            UfmModel model, UfmState start, double step, int iterations, int points, int saved, double featureRate) {
        Objective objective = new Objective(model);
        double[] x = objective.pack(start);
        double[] gradient = new double[x.length];
        int iteration = 0;
        List<CapturedEpoch> epochs = new ArrayList<>();
        InitialSamples initialSamples = null;
        for (int i = 0; i <= points; i++) {
            int until = i == 0 ? 0 : (int) Math.round(Math.pow(iterations, (double) i / points));
            if (i > 0 && until <= iteration) {
                continue;
            }
            for (; iteration < until; iteration++) {
                step(model, objective, x, gradient, step, featureRate);
            }
            UfmState state = objective.unpack(x);
            if (initialSamples == null && objective.errorRate(state) == 0) {
                InitialSamples all = initialSamples(model, state);
                initialSamples = all.firstOfEachClass(Arrays.stream(all.classCounts())
                        .map(count -> Math.min(count, saved))
                        .toArray());
            }
            epochs.add(epoch(model, state, until, step * until, initialSamples != null, objective.loss(state)));
        }
        UfmState end = objective.unpack(x);
        return new FitInput(
                settings(model),
                false,
                epochs,
                model.widths(),
                initialSamples,
                end.weights().size() > 1
                        ? Optional.of(ThinSvd.of(end.weights().get(1)).largestSingularValues(model.classes()))
                        : Optional.empty());
    }

    /** A step of gradient descent; the bias, if there is one, comes last in the array, and the features before it. */
    private static void step(
            UfmModel model, Objective objective, double[] x, double[] gradient, double step, double featureRate) {
        objective.valueAndGradient(x, gradient);
        int end = x.length - (model.hasBias() ? model.classes() : 0);
        int features = end - model.samples() * model.widths().get(model.widths().size() - 1);
        for (int i = 0; i < x.length; i++) {
            x[i] -= step * (i >= features && i < end ? featureRate : 1) * gradient[i];
        }
    }

    private static InitialSamples initialSamples(UfmModel model, UfmState state) {
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        boolean deep = layers.size() > 1;
        return new InitialSamples(
                model.classCounts().stream().mapToInt(Integer::intValue).toArray(),
                layers.get(0),
                statistics(model, layers.get(0)).means(),
                state.weights().get(0),
                state.bias(),
                deep
                        ? Optional.of(new HiddenLayer(
                                layers.get(1),
                                statistics(model, layers.get(1)).means(),
                                state.weights().get(1)))
                        : Optional.empty());
    }

    private static CapturedEpoch epoch(
            UfmModel model, UfmState state, int epoch, double time, boolean inTerminalPhase, double loss) {
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.data, state.bias());
        boolean deep = layers.size() > 1;
        int[] counts = model.classCounts().stream().mapToInt(Integer::intValue).toArray();
        CoreMetrics metrics = CoreMetrics.of(layers.get(0), counts, head);
        FeatureStatistics statistics = statistics(model, layers.get(0));
        return new CapturedEpoch(
                epoch,
                time,
                inTerminalPhase,
                loss,
                layerStatistics(statistics, metrics.nc1()),
                new FrameDistances(metrics.nc2Etf(), metrics.nc2Of()),
                new HeadStatistics(
                        CommonOps_DDRM.multTransB(weights, weights, null),
                        ClassMatrices.meanLogits(statistics, head),
                        state.bias()),
                deep
                        ? Optional.of(new HiddenLayerStatistics(
                                layerStatistics(
                                        statistics(model, layers.get(1)),
                                        CoreMetrics.of(layers.get(1), counts, null)
                                                .nc1()),
                                Math.pow(NormOps_DDRM.normF(state.weights().get(1)), 2),
                                0))
                        : Optional.empty());
    }

    /** Returns the settings of the run. */
    static RunSettings settings(UfmModel model) {
        boolean deep = model.widths().size() > 1;
        return new RunSettings(
                model.classCounts(),
                model.crossEntropy(),
                model.hasBias(),
                model.lambdas().get(0),
                model.lambdas().get(deep ? 1 : 0),
                model.lambdaB().orElse(0),
                false,
                OptimizerSpec.Kind.SGD,
                FeatureDecay.NONE);
    }

    private static LayerStatistics layerStatistics(FeatureStatistics statistics, double nc1) {
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
