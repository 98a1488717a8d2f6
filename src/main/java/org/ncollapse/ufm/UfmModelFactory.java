package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.spec.UfmSpec;

/** From what a simulation file says of its model to the model. */
public final class UfmModelFactory {

    private UfmModelFactory() {}

    public static UfmModel of(UfmSpec spec) {
        if (spec instanceof UfmSpec.ImbalancedSpec imbalanced) {
            return new ImbalancedModel(
                    imbalanced.samplesPerClass(), imbalanced.width(), imbalanced.lambdaW(), imbalanced.lambdaH());
        }
        if (spec instanceof UfmSpec.DeepSpec deep) {
            List<Double> decays = new ArrayList<>(deep.lambdaW());
            decays.add(deep.lambdaH());
            return new DeepModel(
                    deep.classes(),
                    deep.samplesPerClass(),
                    deep.widths(),
                    decays,
                    deep.kind() == UfmModelName.EXTENDED_RELU);
        }
        UfmSpec.PlainSpec plain = (UfmSpec.PlainSpec) spec;
        double lambdaB = plain.hasBias() ? plain.lambdaB() : Double.POSITIVE_INFINITY;
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
