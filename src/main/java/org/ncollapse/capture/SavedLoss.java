package org.ncollapse.capture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** The loss with which a network was trained, as the files of its features state it: a text {@code loss}. */
public final class SavedLoss {

    private static final String NAME = "loss";

    private SavedLoss() {}

    /**
     * Returns the loss of a measurement.
     *
     * @param splits of all files
     * @param given the loss that the user gave; null for none
     * @return the squared error if neither the user nor a file says
     * @throws BadInputException if two of them differ, or a file names another loss and the user gave none
     */
    public static Loss of(List<SavedSplit> splits, Loss given) {
        Loss loss = given;
        SavedSplit first = null;
        for (SavedSplit split : splits) {
            String text = split.arrays().text(NAME).orElse(null);
            Loss stated = find(text);
            if (stated != null && loss != null && stated != loss) {
                throw new BadInputException(describe(split) + " is '" + text + "', and "
                        + (first == null
                                ? "--loss is " + loss + "; leave --loss out, or correct the file"
                                : describe(first) + " is '" + loss + "'; measure files of one training"));
            }
            if (text != null && stated == null && given == null) {
                throw new BadInputException(describe(split) + " is '" + text + "'; expected "
                        + Arrays.stream(Loss.values()).map(Loss::toString).collect(Collectors.joining(" or "))
                        + ": give the loss that the column loss shall have with --loss");
            }
            if (stated != null && loss == null) {
                loss = stated;
                first = split;
            }
        }
        return loss == null ? Loss.MSE : loss;
    }

    private static Loss find(String text) {
        return Arrays.stream(Loss.values())
                .filter(loss -> loss.toString().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static String describe(SavedSplit split) {
        return split.arrays().mainFile() + " [" + NAME + "]";
    }
}
