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
import org.ncollapse.metrics.Headline;
import org.ncollapse.metrics.ThinSvd;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.GradientDescent;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.CapturedEpoch.Distances;
import org.ncollapse.ufm.fit.CapturedEpoch.LastWeights;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerEvidence;

/** A model's own gradient descent, written down as if it were a network's training: an epoch an iteration. */
final class DescentEvidence {

    private DescentEvidence() {}

    /**
     * Normal entries, each factor scaled to λ‖·‖² = that of the head: what gradient flow then keeps for ever, and the
     * balance reads λ_H from.
     */
    static State balancedStart(Model model) {
        State start = State.gaussian(model, 1, 1);
        double head = model.decays().get(0)
                * Math.pow(NormOps_DDRM.normF(start.weights().get(0)), 2);
        for (int f = 1; f < model.decays().size(); f++) {
            DMatrixRMaj factor = f < start.weights().size() ? start.weights().get(f) : start.features();
            CommonOps_DDRM.scale(Math.sqrt(head / model.decays().get(f)) / NormOps_DDRM.normF(factor), factor);
        }
        return start;
    }

    /** Captured at log-spaced iterations, the start and the last among them, all samples kept. */
    static Evidence of(Model model, State start, double step, int iterations, int points) {
        return of(model, start, step, iterations, points, Integer.MAX_VALUE);
    }

    /** The same with so many samples of each class kept. */
    static Evidence of(Model model, State start, double step, int iterations, int points, int kept) {
        GradientDescent descent = new GradientDescent(model, start, step);
        Objective objective = new Objective(model);
        List<CapturedEpoch> epochs = new ArrayList<>();
        Departure departure = null;
        for (int i = 0; i <= points; i++) {
            int until = i == 0 ? 0 : (int) Math.round(Math.pow(iterations, (double) i / points));
            if (i > 0 && until <= descent.iterations()) {
                continue;
            }
            descent.advance(until - descent.iterations());
            State state = descent.state();
            if (departure == null && objective.error(state) == 0) {
                Departure all = departure(model, state);
                departure = all.first(Arrays.stream(all.counts())
                        .map(count -> Math.min(count, kept))
                        .toArray());
            }
            epochs.add(epoch(model, state, until, step * until, departure != null, objective.loss(state)));
        }
        State end = descent.state();
        return new Evidence(
                facts(model),
                epochs,
                departure,
                end.weights().size() > 1 ? ThinSvd.of(end.weights().get(1)).largest(model.classes()) : null);
    }

    private static Departure departure(Model model, State state) {
        List<DMatrixRMaj> layers = state.layers(model);
        boolean deep = layers.size() > 1;
        return new Departure(
                model.counts().stream().mapToInt(Integer::intValue).toArray(),
                layers.get(0),
                deep ? layers.get(1) : null,
                statistics(model, layers.get(0)).means(),
                deep ? statistics(model, layers.get(1)).means() : null,
                state.weights().get(0),
                state.bias(),
                deep ? state.weights().get(1) : null);
    }

    private static CapturedEpoch epoch(
            Model model, State state, int epoch, double time, boolean terminal, double loss) {
        List<DMatrixRMaj> layers = state.layers(model);
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.data, state.bias());
        boolean deep = layers.size() > 1;
        int[] counts = model.counts().stream().mapToInt(Integer::intValue).toArray();
        Headline upper = Headline.of(layers.get(0), counts, head);
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
                                Headline.of(layers.get(1), counts, null).nc1())
                        : null,
                new Distances(upper.nc2Etf(), upper.nc2Of(), upper.nc3Etf(), upper.nc3Of()),
                CommonOps_DDRM.multTransB(weights, weights, null),
                ClassMatrices.meanLogits(statistics, head),
                new LastWeights(
                        state.bias(),
                        deep ? Math.pow(NormOps_DDRM.normF(state.weights().get(1)), 2) : 0,
                        0));
    }

    /** The run that such a descent stands for. */
    static RunFacts facts(Model model) {
        boolean deep = model.widths().size() > 1;
        return new RunFacts(
                model.counts(),
                model.crossEntropy(),
                model.hasBias(),
                model.decays().get(0),
                model.decays().get(deep ? 1 : 0),
                model.hasBias() ? model.biasDecay() : 0,
                false);
    }

    private static LayerEvidence evidence(FeatureStatistics statistics, double nc1) {
        return new LayerEvidence(ClassMatrices.meanGram(statistics), statistics.withinTrace(), nc1);
    }

    private static FeatureStatistics statistics(Model model, DMatrixRMaj features) {
        ClassMoments moments = new ClassMoments(model.classes(), features.numCols);
        int[] labels = IntStream.range(0, model.classes())
                .flatMap(k ->
                        Collections.nCopies(model.counts().get(k), k).stream().mapToInt(Integer::intValue))
                .toArray();
        moments.accept(features.data, labels, labels.length);
        return moments.snapshot();
    }
}
