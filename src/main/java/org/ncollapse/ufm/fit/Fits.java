package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.Comparison;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.Layer;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * Lays unconstrained features models beside a run: estimates of the penalty that its features seem to have, every
 * prediction that follows from it, and the dynamics of each model when it is started where the network was.
 */
public final class Fits {
    /** Up to this many classes every entry of the matrices is written down. */
    private static final int MOST_CLASSES = 100;

    private Fits() {}

    /**
     * Fits the models that suit the run's loss, head and classes. A run outside all of them gets no rows and the
     * reason.
     *
     * @param models which are asked for: {@code plain} (the variant for the loss, bias and classes),
     *     {@code extended-linear}, {@code extended-relu}
     * @param doing hears in a few words what takes a while
     */
    public static Fit of(Evidence evidence, List<String> models, Consumer<String> doing) {
        Screening screening = Screening.of(evidence, models);
        List<FitRow> rows = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Candidate candidate : screening.candidates()) {
            Ledger ledger = new Ledger(candidate.name());
            findings.add(finding(candidate, evidence, ledger, doing));
            rows.addAll(ledger.rows());
        }
        return new Fit(List.copyOf(rows), Verdict.of(findings, screening.reasons()));
    }

    private static Finding finding(Candidate candidate, Evidence evidence, Ledger ledger, Consumer<String> doing) {
        CapturedEpoch last = evidence.last();
        for (CapturedEpoch epoch : evidence.epochs()) {
            if (epoch.epoch() > 0) {
                estimate(candidate, epoch, ledger);
            }
        }
        List<CapturedEpoch> past = evidence.pastZeroError();
        List<Comparison> comparisons = List.of();
        for (CapturedEpoch epoch : past) {
            comparisons = predict(candidate, epoch, epoch == last, ledger);
        }
        Pursuit pursuit = Pursuit.of(candidate, evidence.departure(), past, doing);
        pursuit.write(ledger);
        return new Finding(candidate, candidate.strength(last), candidate.balance(last), comparisons, pursuit);
    }

    private static void estimate(Candidate candidate, CapturedEpoch epoch, Ledger ledger) {
        Strength strength = candidate.strength(epoch);
        ledger.observed(Kind.ESTIMATE, epoch.epoch(), "lambda_h", candidate.featureDecay(epoch));
        ledger.observed(Kind.ESTIMATE, epoch.epoch(), strength.symbol() + "_balance", strength.balance());
        // What the logits show, beside what the norms let expect.
        ledger.scalar(
                Kind.ESTIMATE,
                epoch.epoch(),
                "",
                strength.symbol() + "_shrinkage",
                strength.shrinkage(),
                strength.balance());
        ledger.observed(Kind.ESTIMATE, epoch.epoch(), "shrinkage_residual", strength.residual());
        ledger.scalar(Kind.ESTIMATE, epoch.epoch(), "", "critical", Double.NaN, strength.critical());
        candidate.checks(epoch, ledger);
    }

    private static List<Comparison> predict(Candidate candidate, CapturedEpoch epoch, boolean last, Ledger ledger) {
        double decay = candidate.featureDecay(epoch);
        Model model = candidate.model(decay);
        Prediction prediction = model.tooNarrow() == null ? candidate.prediction(model) : null;
        Observation observation = candidate.observation(epoch, decay, last);
        List<Comparison> comparisons = prediction == null ? List.of() : Comparison.of(prediction, observation);
        for (Comparison row : comparisons) {
            ledger.compared(
                    Kind.PREDICTION,
                    epoch.epoch(),
                    row.layer(),
                    row.quantity(),
                    row.observed(),
                    row.predicted(),
                    row.relativeError());
        }
        if (last) {
            matrices(epoch.epoch(), observation, prediction, ledger);
            spectra(epoch.epoch(), observation, prediction, ledger);
        }
        return comparisons;
    }

    private static void matrices(int epoch, Observation observation, Prediction prediction, Ledger ledger) {
        if (observation.logits().numRows > MOST_CLASSES) {
            return;
        }
        for (int l = 0; l < observation.layers().size(); l++) {
            Layer layer = observation.layers().get(l);
            ledger.matrix(
                    epoch,
                    layer.name(),
                    "means",
                    layer.gram(),
                    prediction == null ? null : prediction.layers().get(l).gram());
        }
        ledger.matrix(
                epoch,
                observation.factors().get(0).name(),
                "head",
                observation.headGram(),
                prediction == null ? null : prediction.headGram());
        ledger.matrix(epoch, "", "logits", observation.logits(), prediction == null ? null : prediction.logits());
    }

    private static void spectra(int epoch, Observation observation, Prediction prediction, Ledger ledger) {
        for (int l = 0; l < observation.layers().size(); l++) {
            DMatrixRMaj predicted =
                    prediction == null ? null : prediction.layers().get(l).gram();
            ledger.spectrum(
                    epoch,
                    observation.layers().get(l).name(),
                    Spectrum.ofGram(observation.layers().get(l).gram()),
                    predicted == null ? null : Spectrum.ofGram(predicted));
        }
        for (int f = 0; f < observation.factors().size(); f++) {
            Factor factor = observation.factors().get(f);
            if (factor.singularValues() != null) {
                ledger.spectrum(
                        epoch,
                        factor.name(),
                        factor.singularValues(),
                        prediction == null ? null : prediction.factors().get(f).singularValues());
            }
        }
    }
}
