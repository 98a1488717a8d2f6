package org.ncollapse.ufm.fit;

import java.util.Optional;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;

/**
 * A network that is trained with the plain model's penalty λ_H on its head's input, and that model's minimizer at the
 * same penalties. Nothing is fitted.
 *
 * @param strength in units of the critical strength; the minimizer is zero from 1 on
 */
public record PlainModelComparison(double strength, Values observed, Values predicted) {

    /**
     * What is compared. The root mean square is over the entries off the diagonal.
     *
     * @param meanSquaredNorm ‖h̄_k‖², the mean over classes
     * @param headSquaredNorm ‖W‖²_F
     * @param objective the data term plus the penalties of W, H and the bias
     * @param trueLogit the logit of the true class at a class mean, the mean over classes; NaN if it is not determined
     * @param otherLogits the root mean square of the other logits; NaN if they are not determined
     * @param otherProducts the root mean square of ⟨h̄_i, h̄_j⟩ for i ≠ j
     */
    public record Values(
            double meanSquaredNorm,
            double headSquaredNorm,
            double objective,
            double trueLogit,
            double otherLogits,
            double otherProducts) {

        /** @param logits K×K at the class means; null if they are not determined */
        private static Values of(DMatrixRMaj meanGram, double headSquaredNorm, double objective, DMatrixRMaj logits) {
            return new Values(
                    CommonOps_DDRM.trace(meanGram) / meanGram.numRows,
                    headSquaredNorm,
                    objective,
                    logits == null ? Double.NaN : CommonOps_DDRM.trace(logits) / logits.numRows,
                    logits == null ? Double.NaN : offDiagonal(logits),
                    offDiagonal(meanGram));
        }

        /** Returns the inner products of different class means, relative to their squared norm. */
        public double cosine() {
            return otherProducts / meanSquaredNorm;
        }

        private static double offDiagonal(DMatrixRMaj matrix) {
            double sum = 0;
            for (int i = 0; i < matrix.numRows; i++) {
                for (int j = 0; j < matrix.numCols; j++) {
                    sum += i == j ? 0 : matrix.get(i, j) * matrix.get(i, j);
                }
            }
            return Math.sqrt(sum / (matrix.numRows * (matrix.numRows - 1)));
        }
    }

    /**
     * Compares a network with the model.
     *
     * @param lambdaH the penalty of the head's input
     * @param width of the head's input
     * @return empty without a penalty of features or of the head, with classes of different sizes, or where the model
     *     has no closed form
     */
    public static Optional<PlainModelComparison> of(
            RunSettings settings, double lambdaH, int width, CapturedEpoch epoch) {
        int classes = settings.classCounts().size();
        boolean balanced = settings.classCounts().stream().distinct().count() == 1
                && settings.classCounts().get(0) > 0;
        if (lambdaH == 0 || settings.headDecay() == 0 || !balanced || classes < 2) {
            return Optional.empty();
        }
        OptionalDouble lambdaB = settings.headBias() ? OptionalDouble.of(settings.biasDecay()) : OptionalDouble.empty();
        int samples = settings.classCounts().get(0);
        UfmModel model = settings.crossEntropy()
                ? new PlainCrossEntropyModel(classes, samples, width, settings.headDecay(), lambdaH, lambdaB)
                : new PlainMseModel(classes, samples, width, settings.headDecay(), lambdaH, lambdaB);
        if (model.widthProblem().isPresent()) {
            return Optional.empty();
        }
        Prediction prediction = model.predict();
        double headSquaredNorm = CommonOps_DDRM.trace(epoch.head().gram());
        double biasPenalty = 0;
        for (int k = 0; settings.headBias() && k < classes; k++) {
            biasPenalty += settings.biasDecay() / 2 * Math.pow(epoch.head().bias()[k], 2);
        }
        double objective = epoch.loss()
                + settings.headDecay() / 2 * headSquaredNorm
                + lambdaH / 2 * epoch.penultimate().squaredNorm(settings.classCounts())
                + biasPenalty;
        return Optional.of(new PlainModelComparison(
                prediction.threshold().strength() / prediction.threshold().critical(),
                Values.of(
                        epoch.penultimate().gram(),
                        headSquaredNorm,
                        objective,
                        epoch.head().logits()),
                Values.of(
                        prediction.layers().get(0).gram(),
                        prediction.factors().get(0).squaredNorm(),
                        prediction.objective(),
                        prediction.logits())));
    }
}
