package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * Fits unconstrained features models to a run: it estimates the penalty of the features, compares the predictions that
 * follow from it, and simulates each model from the zero-error epoch.
 */
public final class UfmFitter {
    /** Up to this many classes all entries of the matrices are written. */
    private static final int MAX_MATRIX_CLASSES = 100;

    private UfmFitter() {}

    /**
     * Fits the models that suit the run's loss, head and classes. If no model covers the run, there are no rows, and
     * the verdict says why.
     *
     * @param models those asked for: {@code plain} (the variant for the loss, bias and classes),
     *     {@code extended-linear}, {@code extended-relu}
     * @param listener receives the events of the fit
     */
    public static UfmFit fit(FitInput input, List<UfmModelName> models, FitListener listener) {
        ModelSelection selection = ModelSelection.select(input, models);
        List<FitRow> rows = new ArrayList<>();
        List<ModelFit> fits = new ArrayList<>();
        for (CandidateModel candidate : selection.candidates()) {
            FitRowBuilder modelRows = new FitRowBuilder(candidate.kind());
            fits.add(fit(candidate, input, modelRows, listener));
            rows.addAll(modelRows.rows());
        }
        return new UfmFit(List.copyOf(rows), Verdict.of(input, fits, selection.reasons()));
    }

    private static ModelFit fit(CandidateModel candidate, FitInput input, FitRowBuilder rows, FitListener listener) {
        CapturedEpoch last = input.last();
        for (CapturedEpoch epoch : input.epochs()) {
            if (epoch.epoch() > 0 || epoch.epoch() == last.epoch()) {
                addEstimates(candidate, epoch, rows);
            }
        }
        List<CapturedEpoch> terminalPhase = input.terminalPhase();
        List<PredictionComparison> comparisons = List.of();
        for (CapturedEpoch epoch : terminalPhase.isEmpty() ? List.of(last) : terminalPhase) {
            comparisons = addPredictions(candidate, epoch, epoch.epoch() == last.epoch(), rows);
        }
        Optional<TrajectoryFit> trajectoryFit = input.trajectoryProblem().isPresent()
                ? Optional.empty()
                : new TrajectoryFitter(candidate, input.initialSamples(), terminalPhase, listener).fit();
        List<PredictionComparison> descent = trajectoryFit
                .map(fit -> descentComparisons(candidate, last, fit))
                .orElse(List.of());
        trajectoryFit.ifPresent(fit -> TrajectoryRows.add(fit, descent, rows));
        return new ModelFit(candidate, comparisons, descent, trajectoryFit);
    }

    /** Compares the network at the last epoch with the end of the model's own descent. */
    private static List<PredictionComparison> descentComparisons(
            CandidateModel candidate, CapturedEpoch last, TrajectoryFit fit) {
        return fit.descent()
                .map(descent ->
                        PredictionComparison.of(descent.end(), candidate.observation(last, fit.lambdaH(), false)))
                .orElse(List.of());
    }

    private static void addEstimates(CandidateModel candidate, CapturedEpoch epoch, FitRowBuilder rows) {
        RegularizationStrength strength = candidate.strength(epoch);
        String prefix = strength.symbol().columnPrefix();
        rows.addScalar(
                Kind.ESTIMATE,
                epoch.epoch(),
                "",
                "lambda_h",
                candidate.balancedLambdaH(epoch),
                candidate.knownLambdaH() > 0 ? candidate.knownLambdaH() : Double.NaN);
        rows.addObserved(Kind.ESTIMATE, epoch.epoch(), prefix + "_balance", strength.byBalance());
        rows.addScalar(
                Kind.ESTIMATE, epoch.epoch(), "", prefix + "_shrinkage", strength.byShrinkage(), strength.byBalance());
        rows.addObserved(Kind.ESTIMATE, epoch.epoch(), "logit_form_residual", strength.residual());
        rows.addScalar(Kind.ESTIMATE, epoch.epoch(), "", "critical_value", Double.NaN, strength.critical());
        HeadIdentity.add(candidate, epoch, rows);
        candidate.addEstimates(epoch, rows);
    }

    private static List<PredictionComparison> addPredictions(
            CandidateModel candidate, CapturedEpoch epoch, boolean last, FitRowBuilder rows) {
        double lambdaH = candidate.lambdaH(epoch);
        UfmModel model = candidate.model(lambdaH);
        Prediction prediction = model.widthProblem().isEmpty() ? candidate.prediction(model) : null;
        Observation observation = candidate.observation(epoch, lambdaH, last);
        List<PredictionComparison> comparisons =
                prediction == null ? List.of() : PredictionComparison.of(prediction, observation);
        for (PredictionComparison comparison : comparisons) {
            rows.addComparison(Kind.PREDICTION, epoch.epoch(), comparison);
        }
        if (last) {
            addMatrices(epoch.epoch(), observation, prediction, rows);
            addSpectra(epoch.epoch(), observation, prediction, rows);
        }
        return comparisons;
    }

    private static void addMatrices(int epoch, Observation observation, Prediction prediction, FitRowBuilder rows) {
        if (observation.logits().numRows > MAX_MATRIX_CLASSES) {
            return;
        }
        for (int l = 0; l < observation.layers().size(); l++) {
            LayerMeans layer = observation.layers().get(l);
            rows.addMatrix(
                    epoch,
                    layer.name(),
                    "class_mean_gram",
                    layer.gram(),
                    prediction == null ? null : prediction.layers().get(l).gram());
        }
        rows.addMatrix(
                epoch,
                observation.factors().get(0).name(),
                "weight_gram",
                observation.headGram(),
                prediction == null ? null : prediction.headGram());
        rows.addMatrix(epoch, "", "logits", observation.logits(), prediction == null ? null : prediction.logits());
    }

    private static void addSpectra(int epoch, Observation observation, Prediction prediction, FitRowBuilder rows) {
        for (int l = 0; l < observation.layers().size(); l++) {
            DMatrixRMaj predicted =
                    prediction == null ? null : prediction.layers().get(l).gram();
            rows.addSpectrum(
                    epoch,
                    observation.layers().get(l).name(),
                    SingularValues.ofGram(observation.layers().get(l).gram()),
                    predicted == null ? null : SingularValues.ofGram(predicted));
        }
        for (int f = 0; f < observation.factors().size(); f++) {
            Factor factor = observation.factors().get(f);
            if (factor.singularValues() != null) {
                rows.addSpectrum(
                        epoch,
                        factor.name(),
                        factor.singularValues(),
                        prediction == null ? null : prediction.factors().get(f).singularValues());
            }
        }
    }
}
