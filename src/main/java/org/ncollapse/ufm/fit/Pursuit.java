package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * How well a model follows the network: one time-scale τ maps model time to the network's, fitted on the earlier epochs
 * and judged on the later.
 *
 * @param model its name
 * @param epochs completed epochs, from the start on
 * @param split how many of them are the earlier ones
 * @param decay λ̂_H by balance at the last epoch, over all samples
 * @param distance ‖H_model − H‖_F/‖H‖_F of the head's input at the start: what the model leaves out of the network; 0
 *     where that is the free layer
 * @param timeScale τ: model time is τ times the network's Σ η
 * @param alone the τ that each ranked quantity would have by itself: far apart where no one time-scale serves them
 * @param gradients that the model's descent took
 * @param samples that it ran on
 * @param observed the network's course
 * @param predicted for each quantity the model's value at each epoch
 * @param paced the same with the time-scale of NC1 alone: how the others go as collapse itself does
 */
record Pursuit(
        String model,
        List<Integer> epochs,
        int split,
        double decay,
        double distance,
        TimeScale timeScale,
        List<TimeScale> alone,
        long gradients,
        int samples,
        Course observed,
        double[][] predicted,
        double[][] paced) {

    private static final int NC1 = 0;
    /** NC1(H_2)/NC1(H_1). */
    static final String RATIO = "nc1_ratio";
    /** The first three quantities are those by which models are ranked. */
    static final int RANKED = 3;
    /** The sum of squares, in decades, below which a curve shows rounding alone. */
    private static final double FLAT = 1e-12;

    /**
     * The agreement of one quantity's log10 over some epochs.
     *
     * @param r2 1 − Σ(observed − predicted)²/Σ(observed − mean)²: 1 for equal curves, below 0 for a model worse than a
     *     constant; NaN where the network's curve is flat
     * @param rmse the root of the mean squared difference, in decades
     */
    record Agreement(double r2, double rmse) {}

    /**
     * Starts a model where the network first was without training error and lets it go on beside it.
     *
     * @param epochs all captured ones from that one on
     * @param doing hears how far it has come
     */
    static Pursuit of(Candidate candidate, Departure departure, List<CapturedEpoch> epochs, Consumer<String> doing) {
        int split = epochs.size() / 2;
        // Balance is a property of stationary points, so the penalty is read where the run is nearest to one; of the
        // curves that
        // are judged nothing enters.
        double decay = candidate.featureDecay(epochs.get(epochs.size() - 1));
        Start start = candidate.start(departure, epochs.get(0), decay);
        Gauge gauge = new Gauge(candidate);
        Course network = gauge.network(epochs);
        Descent descent = new Descent(gauge, start);
        TimeScale scale;
        TimeScale ofCollapse;
        do {
            doing.accept("following the descent of %s from epoch %d on: %.0f %% of the time that it may take"
                    .formatted(candidate.name(), epochs.get(0).epoch(), 100 * descent.spent()));
            descent.goOn();
            scale = TimeScale.fit(
                    network, descent.course(), split, IntStream.range(0, RANKED).toArray());
            ofCollapse = TimeScale.fit(network, descent.course(), split, NC1);
        } while ((scale.limited() || ofCollapse.limited()) && !descent.exhausted());
        Course course = descent.course();
        List<TimeScale> alone = IntStream.range(0, RANKED)
                .mapToObj(q -> TimeScale.fit(network, course, split, q))
                .toList();
        return new Pursuit(
                candidate.name(),
                epochs.stream().map(CapturedEpoch::epoch).toList(),
                split,
                decay,
                distance(start),
                scale,
                alone,
                descent.gradients(),
                start.samples().penultimate().numRows,
                network,
                course.at(network.times(), scale.value()),
                course.at(network.times(), ofCollapse.value()));
    }

    private static double distance(Start start) {
        DMatrixRMaj network = start.samples().penultimate();
        // Of the samples as they are: that they are moved to stand for all is not what the model leaves out.
        State unmoved = new State(
                start.state().weights(),
                start.state().weights().size() > 1 ? start.samples().previous() : network,
                null);
        DMatrixRMaj difference =
                CommonOps_DDRM.subtract(unmoved.layers(start.model()).get(0), network, null);
        return NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(network);
    }

    /** Over the earlier epochs, but for the start, where no time has passed. */
    Agreement fitted(int quantity) {
        return agreement(quantity, predicted[quantity], 1, split);
    }

    /** Over the later epochs, which nothing was fitted to. */
    Agreement judged(int quantity) {
        return agreement(quantity, predicted[quantity], split, epochs.size());
    }

    /** The same with the time-scale of NC1 alone. */
    Agreement judgedPaced(int quantity) {
        return agreement(quantity, paced[quantity], split, epochs.size());
    }

    /**
     * How far both layers' collapse is from the network's at the pace of NC1: of NC1 and of the ratio together, in
     * decades.
     */
    double depthDistance() {
        return Math.sqrt((Math.pow(judgedPaced(NC1).rmse(), 2)
                        + Math.pow(judgedPaced(quantity(RATIO)).rmse(), 2))
                / 2);
    }

    /**
     * The root of the mean square of the three ranked quantities' judged differences, in decades: models are ranked by
     * it.
     */
    double rank() {
        double sum = 0;
        for (int q = 0; q < RANKED; q++) {
            sum += Math.pow(judged(q).rmse(), 2) / RANKED;
        }
        return Math.sqrt(sum);
    }

    /** The same for a model that stands still where the network was: what a model must do better than. */
    double atRest() {
        double sum = 0;
        for (int q = 0; q < RANKED; q++) {
            double[] still = new double[epochs.size()];
            Arrays.fill(still, observed.values()[q][0]);
            sum += Math.pow(agreement(q, still, split, epochs.size()).rmse(), 2) / RANKED;
        }
        return Math.sqrt(sum);
    }

    /** Where a quantity stands among this pursuit's; −1 without it. */
    int quantity(String name) {
        return observed.quantities().indexOf(name);
    }

    private Agreement agreement(int quantity, double[] model, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += observed.log(quantity, observed.values()[quantity][i]) / (to - from);
        }
        double squares = 0;
        double spread = 0;
        for (int i = from; i < to; i++) {
            double seen = observed.log(quantity, observed.values()[quantity][i]);
            squares += Math.pow(seen - observed.log(quantity, model[i]), 2);
            spread += Math.pow(seen - mean, 2);
        }
        return new Agreement(spread < FLAT ? Double.NaN : 1 - squares / spread, Math.sqrt(squares / (to - from)));
    }

    /** Writes both curves down, and how well they agree. */
    void write(Ledger ledger) {
        for (int q = 0; q < predicted.length; q++) {
            for (int i = 0; i < epochs.size(); i++) {
                ledger.scalar(
                        Kind.TRAJECTORY,
                        epochs.get(i),
                        "",
                        observed.quantities().get(q),
                        observed.values()[q][i],
                        predicted[q][i]);
                ledger.scalar(
                        Kind.TRAJECTORY,
                        epochs.get(i),
                        "",
                        observed.quantities().get(q) + FitRow.PACED,
                        observed.values()[q][i],
                        paced[q][i]);
            }
        }
        for (int q = 0; q < predicted.length; q++) {
            String name = observed.quantities().get(q);
            score(ledger, "r2_" + name, judged(q).r2());
            score(ledger, "rmse_" + name, judged(q).rmse());
            score(ledger, "r2_fit_" + name, fitted(q).r2());
        }
        score(ledger, "rmse_paced_nc1", judgedPaced(NC1).rmse());
        if (quantity(RATIO) >= 0) {
            score(ledger, "rmse_paced_" + RATIO, judgedPaced(quantity(RATIO)).rmse());
        }
        score(ledger, "rmse", rank());
        score(ledger, "rmse_at_rest", atRest());
        score(ledger, "gradients", gradients);
        score(ledger, "samples", samples);
        score(ledger, "time_scale", timeScale.value());
        for (int q = 0; q < RANKED; q++) {
            score(
                    ledger,
                    "time_scale_" + observed.quantities().get(q),
                    alone.get(q).value());
        }
        score(ledger, "lambda_h", decay);
        if (quantity(RATIO) >= 0) {
            score(ledger, "start_distance", distance);
        }
        score(ledger, "start_epoch", epochs.get(0));
        score(ledger, "split_epoch", epochs.get(split - 1));
    }

    private static void score(Ledger ledger, String quantity, double value) {
        ledger.observed(Kind.SCORE, -1, quantity, value);
    }
}
