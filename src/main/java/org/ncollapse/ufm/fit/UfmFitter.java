package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * Lays unconstrained features models beside a run: estimates of the penalty that its features seem to have, every
 * prediction that follows from it, and the dynamics of each model when it is started where the network was.
 */
public final class UfmFitter {
    /** Up to this many classes every entry of the matrices is written down. */
    private static final int MOST_CLASSES = 100;

    private UfmFitter() {}

    /**
     * Fits the models that suit the run's loss, head and classes. A run outside all of them gets no rows and the
     * reason.
     *
     * @param models which are asked for: {@code plain} (the variant for the loss, bias and classes),
     *     {@code extended-linear}, {@code extended-relu}
     * @param doing hears in a few words what takes a while
     */
    public static UfmFit fit(FitInput evidence, List<String> models, Consumer<String> doing) {
        ModelSelection screening = ModelSelection.select(evidence, models);
        List<FitRow> rows = new ArrayList<>();
        List<ModelFit> findings = new ArrayList<>();
        for (CandidateModel candidate : screening.candidates()) {
            FitRowBuilder ledger = new FitRowBuilder(candidate.modelName());
            findings.add(finding(candidate, evidence, ledger, doing));
            rows.addAll(ledger.rows());
        }
        return new UfmFit(List.copyOf(rows), Verdict.of(findings, screening.reasons()));
    }

    private static ModelFit finding(
            CandidateModel candidate, FitInput evidence, FitRowBuilder ledger, Consumer<String> doing) {
        CapturedEpoch last = evidence.last();
        for (CapturedEpoch epoch : evidence.epochs()) {
            if (epoch.epoch() > 0) {
                estimate(candidate, epoch, ledger);
            }
        }
        List<CapturedEpoch> past = evidence.terminalPhase();
        List<PredictionComparison> comparisons = List.of();
        for (CapturedEpoch epoch : past) {
            comparisons = predict(candidate, epoch, epoch == last, ledger);
        }
        TrajectoryFit pursuit = TrajectoryFit.of(candidate, evidence.startSamples(), past, doing);
        pursuit.addRows(ledger);
        return new ModelFit(candidate, candidate.strength(last), candidate.weightBalance(last), comparisons, pursuit);
    }

    private static void estimate(CandidateModel candidate, CapturedEpoch epoch, FitRowBuilder ledger) {
        RegularizationStrength strength = candidate.strength(epoch);
        ledger.addObserved(Kind.ESTIMATE, epoch.epoch(), "lambda_h", candidate.lambdaH(epoch));
        ledger.addObserved(Kind.ESTIMATE, epoch.epoch(), strength.symbol() + "_balance", strength.byBalance());
        // What the logits show, beside what the norms let expect.
        ledger.addScalar(
                Kind.ESTIMATE,
                epoch.epoch(),
                "",
                strength.symbol() + "_shrinkage",
                strength.byShrinkage(),
                strength.byBalance());
        ledger.addObserved(Kind.ESTIMATE, epoch.epoch(), "logit_form_residual", strength.residual());
        ledger.addScalar(Kind.ESTIMATE, epoch.epoch(), "", "critical_value", Double.NaN, strength.critical());
        candidate.addEstimates(epoch, ledger);
    }

    private static List<PredictionComparison> predict(
            CandidateModel candidate, CapturedEpoch epoch, boolean last, FitRowBuilder ledger) {
        double decay = candidate.lambdaH(epoch);
        UfmModel model = candidate.model(decay);
        Prediction prediction = model.widthProblem() == null ? candidate.prediction(model) : null;
        Observation observation = candidate.observation(epoch, decay, last);
        List<PredictionComparison> comparisons =
                prediction == null ? List.of() : PredictionComparison.of(prediction, observation);
        for (PredictionComparison row : comparisons) {
            ledger.addComparison(
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

    private static void matrices(int epoch, Observation observation, Prediction prediction, FitRowBuilder ledger) {
        if (observation.logits().numRows > MOST_CLASSES) {
            return;
        }
        for (int l = 0; l < observation.layers().size(); l++) {
            LayerMeans layer = observation.layers().get(l);
            ledger.addMatrix(
                    epoch,
                    layer.name(),
                    "class_mean_gram",
                    layer.gram(),
                    prediction == null ? null : prediction.layers().get(l).gram());
        }
        ledger.addMatrix(
                epoch,
                observation.factors().get(0).name(),
                "weight_gram",
                observation.headGram(),
                prediction == null ? null : prediction.headGram());
        ledger.addMatrix(epoch, "", "logits", observation.logits(), prediction == null ? null : prediction.logits());
    }

    private static void spectra(int epoch, Observation observation, Prediction prediction, FitRowBuilder ledger) {
        for (int l = 0; l < observation.layers().size(); l++) {
            DMatrixRMaj predicted =
                    prediction == null ? null : prediction.layers().get(l).gram();
            ledger.addSpectrum(
                    epoch,
                    observation.layers().get(l).name(),
                    SingularValues.ofGram(observation.layers().get(l).gram()),
                    predicted == null ? null : SingularValues.ofGram(predicted));
        }
        for (int f = 0; f < observation.factors().size(); f++) {
            Factor factor = observation.factors().get(f);
            if (factor.singularValues() != null) {
                ledger.addSpectrum(
                        epoch,
                        factor.name(),
                        factor.singularValues(),
                        prediction == null ? null : prediction.factors().get(f).singularValues());
            }
        }
    }
}
