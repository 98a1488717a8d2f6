package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Tap;

/** What the files of one measurement must have in common so that models can be compared with them. */
final class SavedTrainingChecks {

    private SavedTrainingChecks() {}

    /**
     * @param splits of all files, by epoch
     * @throws BadInputException if times do not increase, or if two layers of an epoch do not fit together
     */
    static void require(List<SavedSplit> splits) {
        SavedSplit last = null;
        for (SavedSplit split : splits) {
            if (split.key().isTrain() && split.key().tap().equals(Tap.PENULTIMATE)) {
                for (SavedSplit other : splits) {
                    if (other.key()
                            .equals(new CaptureKey(
                                    split.key().epoch(),
                                    Tap.PREVIOUS,
                                    split.key().split()))) {
                        requirePair(split, other);
                    }
                }
                if (!Double.isNaN(split.training().time())) {
                    requireLater(last, split);
                    last = split;
                }
            }
        }
    }

    private static void requireLater(SavedSplit last, SavedSplit split) {
        if (last != null && split.training().time() <= last.training().time()) {
            throw new BadInputException("%s: by 'learning_rates' and 'steps' its time is %s, and that of %s is %s; both"
                            .formatted(
                                    split.arrays().mainFile(),
                                    split.training().time(),
                                    last.arrays().mainFile(),
                                    last.training().time())
                    + " arrays must cover all training so far, in every file");
        }
    }

    private static void requirePair(SavedSplit penultimate, SavedSplit previous) {
        SavedHiddenLayer hidden = penultimate.training().hidden();
        if (hidden != null && hidden.weights().numCols != previous.samples().width()) {
            throw new BadInputException(penultimate.arrays().describe("hidden_weights") + " has "
                    + hidden.weights().numCols + " columns, and "
                    + previous.arrays().mainFile()
                    + " features of width " + previous.samples().width()
                    + "; the features must be the input of the layer with these weights");
        }
        if (hidden != null
                && !penultimate
                        .samples()
                        .hasSameLabelsAs(previous.samples(), penultimate.head().classes())) {
            throw new BadInputException(previous.arrays().mainFile() + " has other labels than "
                    + penultimate.arrays().mainFile()
                    + "; with 'hidden_weights' both files need the same samples in the same order");
        }
        if (penultimate.training().featureDecay() > 0 && previous.training().featureDecay() > 0) {
            throw new BadInputException(penultimate.arrays().mainFile() + " and "
                    + previous.arrays().mainFile()
                    + " both have a 'feature_decay'; no model has a penalty on the features of two layers");
        }
    }
}
