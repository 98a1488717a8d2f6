package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖WH − Y‖² + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² with classes of unequal size (Dang et al. 2023).
 *
 * <p>Class means are orthogonal, with ‖h̄_k‖² = √(λ_W/λ_H)/n_k · max(0, √n_k − N√(λ_Wλ_H)): classes with √n_k ≤
 * N√(λ_Wλ_H) have zero features. The strength is c = N√(λ_Wλ_H)/√(max n_k), which is the plain model's c if all counts
 * are equal. From 1 on the features of all classes are zero.
 *
 * @param classCounts n_k
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 */
public record ImbalancedModel(List<Integer> classCounts, int width, double lambdaW, double lambdaH)
        implements UfmModel {

    /** A remark mentions classes whose logit is at most one minus this. */
    private static final double NEAR = .9;

    /** Throws IllegalArgumentException for invalid settings. */
    public ImbalancedModel {
        classCounts = List.copyOf(classCounts);
        Preconditions.checkClasses(classCounts.size());
        classCounts.forEach(count -> Preconditions.checkSamplesPerClass(1, count));
        Preconditions.check(
                classCounts.stream().mapToLong(Integer::longValue).sum() <= Integer.MAX_VALUE,
                "there are more than 2147483647 samples in total");
        Preconditions.checkWidth(width);
        Preconditions.checkLambda("W", lambdaW);
        Preconditions.checkLambda("H", lambdaH);
    }

    @Override
    public UfmModelName kind() {
        return UfmModelName.IMBALANCED;
    }

    @Override
    public List<Integer> widths() {
        return List.of(width);
    }

    @Override
    public List<Double> lambdas() {
        return List.of(lambdaW, lambdaH);
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkWidths(this);
        double[] product = classCounts.stream().mapToDouble(this::product).toArray();
        double root = Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
        double objective = 0;
        for (int k = 0; k < product.length; k++) {
            double difference = product[k] - Math.sqrt(classCounts.get(k));
            objective += difference * difference / 2 / samples() + root * product[k];
        }
        ClosedForm form = new ClosedForm(this, new SpectralMatrix.Diagonal(product));
        int largest = classCounts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        return form.prediction(
                new Threshold(StrengthSymbol.C, q() / Math.sqrt(largest), 1),
                objective,
                null,
                form.logits(0),
                remarks());
    }

    @Override
    public Optional<String> widthProblem() {
        return ClosedForm.widthProblem(this, (int)
                classCounts.stream().filter(count -> product(count) > 0).count());
    }

    /** Returns q = N√(λ_Wλ_H). */
    private double q() {
        return samples() * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    /** Returns the singular value of WH that belongs to a class of n_k samples. */
    private double product(int count) {
        return Math.max(0, Math.sqrt(count) - q());
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        List<Integer> zero = IntStream.range(0, classCounts.size())
                .filter(k -> product(classCounts.get(k)) == 0)
                .boxed()
                .toList();
        double needed = q() * q();
        if (zero.size() == classCounts.size()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = N√(λ_Wλ_H)/√(max n_k) is not below 1: a class would need more than (N√(λ_Wλ_H))² = %.4g "
                            + "samples and none has as many, so the only minimizer has W = 0 and H = 0. "
                            + "Use smaller penalties.",
                    needed));
        } else if (!zero.isEmpty()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "Minority collapse: a class needs more than (N√(λ_Wλ_H))² = %.4g samples. The features, weights "
                            + "and "
                            + "logits of the others are zero: %s.",
                    needed,
                    listed(zero)));
        }
        List<Integer> near = IntStream.range(0, classCounts.size())
                .filter(k -> product(classCounts.get(k)) > 0 && q() >= NEAR * Math.sqrt(classCounts.get(k)))
                .boxed()
                .toList();
        if (!near.isEmpty()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "Near minority collapse, with a logit of at most %.2g instead of 1 for the true class: %s.",
                    1 - NEAR,
                    listed(near)));
        }
        return remarks;
    }

    private String listed(List<Integer> classes) {
        return classes.stream()
                .map(k -> String.format(
                        Locale.ROOT,
                        "class %d (n = %d, √n_k at %.3g of N√(λ_Wλ_H))",
                        k,
                        classCounts.get(k),
                        Math.sqrt(classCounts.get(k)) / q()))
                .collect(Collectors.joining(", "));
    }
}
