package org.ncollapse.experiment;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.spec.ModelSpec;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;

/** From what a simulation file says of its model to the model. */
final class SimulatedModel {

    private SimulatedModel() {}

    static Model of(ModelSpec spec) {
        if (spec instanceof ModelSpec.Imbalanced imbalanced) {
            return new Imbalanced(imbalanced.perClass(), imbalanced.width(), imbalanced.decayW(), imbalanced.decayH());
        }
        if (spec instanceof ModelSpec.Deep deep) {
            List<Double> decays = new ArrayList<>(deep.decayW());
            decays.add(deep.decayH());
            return new Deep(
                    deep.classes(),
                    deep.perClass(),
                    deep.widths(),
                    decays,
                    deep.kind().equals("extended-relu"));
        }
        ModelSpec.Plain plain = (ModelSpec.Plain) spec;
        double decayB = plain.decayB() == null ? Double.POSITIVE_INFINITY : plain.decayB();
        return plain.kind().equals("plain")
                ? new PlainMse(plain.classes(), plain.perClass(), plain.width(), plain.decayW(), plain.decayH(), decayB)
                : new PlainCrossEntropy(
                        plain.classes(), plain.perClass(), plain.width(), plain.decayW(), plain.decayH(), decayB);
    }
}
