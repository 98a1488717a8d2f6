package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.spec.UfmSpec;

/** Creates the model that a simulation file describes. */
public final class UfmModelFactory {

    private UfmModelFactory() {}

    /** Returns the model. Throws IllegalArgumentException if the settings do not form one. */
    public static UfmModel of(UfmSpec spec) {
        if (spec instanceof UfmSpec.ImbalancedSpec imbalanced) {
            return new ImbalancedModel(
                    imbalanced.samplesPerClass(), imbalanced.width(), imbalanced.lambdaW(), imbalanced.lambdaH());
        }
        if (spec instanceof UfmSpec.DeepSpec deep) {
            List<Double> lambdas = new ArrayList<>(deep.lambdaW());
            lambdas.add(deep.lambdaH());
            return new DeepModel(
                    deep.classes(),
                    deep.samplesPerClass(),
                    deep.widths(),
                    lambdas,
                    deep.kind() == UfmModelName.EXTENDED_RELU);
        }
        UfmSpec.PlainSpec plain = (UfmSpec.PlainSpec) spec;
        OptionalDouble lambdaB = plain.hasBias() ? OptionalDouble.of(plain.lambdaB()) : OptionalDouble.empty();
        return plain.kind() == UfmModelName.PLAIN
                ? new PlainMseModel(
                        plain.classes(),
                        plain.samplesPerClass(),
                        plain.width(),
                        plain.lambdaW(),
                        plain.lambdaH(),
                        lambdaB)
                : new PlainCrossEntropyModel(
                        plain.classes(),
                        plain.samplesPerClass(),
                        plain.width(),
                        plain.lambdaW(),
                        plain.lambdaH(),
                        lambdaB);
    }
}
