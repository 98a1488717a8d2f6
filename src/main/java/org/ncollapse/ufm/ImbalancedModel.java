package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖WH − Y‖² + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² with classes of unequal size (Dang et al. 2023).
 *
 * <p>Class means are orthogonal, with ‖h̄_k‖² = √(λ_W/λ_H)/n_k · max(0, √n_k − N√(λ_Wλ_H)): classes with √n_k ≤
 * N√(λ_Wλ_H) vanish. The threshold is c = N√(λ_Wλ_H)/√(max n_k), which is the plain model's c where all counts are
 * equal; at 1 the last class vanishes.
 *
 * @param classCounts n_k
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 */
public record ImbalancedModel(List<Integer> classCounts, int width, double lambdaW, double lambdaH)
        implements UfmModel {

    /** A class whose logit is pulled this far from 1 towards 0 is mentioned, though it has not vanished. */
    private static final double NEAR = .9;

    /** Throws IllegalArgumentException for settings that make no model. */
    public ImbalancedModel {
        classCounts = List.copyOf(classCounts);
        Preconditions.checkClasses(classCounts.size());
        classCounts.forEach(count -> Preconditions.checkSamplesPerClass(1, count));
        Preconditions.check(
                classCounts.stream().mapToLong(Integer::longValue).sum() <= Integer.MAX_VALUE,
                "there are more samples than can be counted");
        Preconditions.checkWidth(width);
        Preconditions.checkLambda("W", lambdaW);
        Preconditions.checkLambda("H", lambdaH);
    }

    @Override
    public String name() {
        return "imbalanced";
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
            double missing = product[k] - Math.sqrt(classCounts.get(k));
            objective += missing * missing / 2 / samples() + root * product[k];
        }
        ClosedForm form = new ClosedForm(this, new SpectralMatrix.Diagonal(product));
        int largest = classCounts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        return form.prediction(
                new Threshold("c", pull() / Math.sqrt(largest), 1), objective, null, form.logits(0), remarks());
    }

    @Override
    public String widthProblem() {
        return ClosedForm.widthProblem(this, (int)
                classCounts.stream().filter(count -> product(count) > 0).count());
    }

    /** N√(λ_Wλ_H). */
    private double pull() {
        return samples() * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    /** The singular value of WH that belongs to a class of n_k samples. */
    private double product(int count) {
        return Math.max(0, Math.sqrt(count) - pull());
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        List<Integer> gone = IntStream.range(0, classCounts.size())
                .filter(k -> product(classCounts.get(k)) == 0)
                .boxed()
                .toList();
        double needed = pull() * pull();
        if (gone.size() == classCounts.size()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = N√(λ_Wλ_H)/√(max n_k) is not below 1: a class would need more than (N√(λ_Wλ_H))² = %.4g "
                            + "samples and none has them, so the only minimiser has W = 0 and H = 0. Smaller decays bring it back.",
                    needed));
        } else if (!gone.isEmpty()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "Minority collapse: a class needs more than (N√(λ_Wλ_H))² = %.4g samples. Those with no more "
                            + "vanish, in features, weights and logits: %s.",
                    needed,
                    listed(gone)));
        }
        List<Integer> near = IntStream.range(0, classCounts.size())
                .filter(k -> product(classCounts.get(k)) > 0 && pull() >= NEAR * Math.sqrt(classCounts.get(k)))
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
                        Math.sqrt(classCounts.get(k)) / pull()))
                .collect(Collectors.joining(", "));
    }
}
