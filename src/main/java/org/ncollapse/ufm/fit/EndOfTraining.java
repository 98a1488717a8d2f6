package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.dense.row.CommonOps_DDRM;

/** What the verdict says about the end of training: whether it can be compared with a minimum at all. */
final class EndOfTraining {
    /** The time in time constants of weight decay from which the end of training is comparable with a minimum. */
    private static final double LONG_TIME = 3;
    /** Both sides of the head's identity differ by at most this fraction of the larger one where W is stationary. */
    private static final double MAX_IDENTITY_ERROR = .2;

    private EndOfTraining() {}

    /** Returns one paragraph for each reason to doubt the comparison, and for what would make trajectories possible. */
    static List<String> notes(FitInput input) {
        List<String> notes = new ArrayList<>();
        CapturedEpoch last = input.last();
        if (!last.inTerminalPhase()) {
            notes.add("The training error was not zero at any captured epoch, and the end of training is compared "
                    + "nevertheless.");
        }
        if (input.measured() && !input.settings().crossEntropy()) {
            addIdentity(input.settings(), last, notes);
        }
        double time = input.settings().headDecay() * last.time();
        // The trajectories of some networks cannot be compared for a reason that makes the time meaningless too.
        if (time < LONG_TIME && input.settings().trajectoryProblem().isEmpty()) {
            notes.add(("The run lasted Σηλ/(1 − μ) = %s time constants of weight decay. The end of training is "
                            + "comparable with a minimum from about %s on: train longer, or raise %s.")
                    .formatted(
                            Verdict.digits(time),
                            Verdict.digits(LONG_TIME),
                            input.measured() ? "the weight decay" : "'objective.weightDecay'"));
        }
        input.trajectoryProblem()
                .map(TrajectoryProblem::remedy)
                .filter(remedy -> !remedy.isEmpty())
                .ifPresent(notes::add);
        return notes;
    }

    private static void addIdentity(RunSettings settings, CapturedEpoch last, List<String> notes) {
        double left = settings.headDecay() * CommonOps_DDRM.trace(last.head().gram());
        double right = HeadIdentity.rightSide(settings, last);
        if (!(Math.abs(left - right) <= MAX_IDENTITY_ERROR * Math.max(left, Math.abs(right)))) {
            notes.add(("The head is not stationary for these features: λ_W‖W‖² is %s, and ⟨Y − Z, WH⟩/N, which equals "
                            + "it at a minimum, is %s. Either training was too short, or these are not the features "
                            + "on which the head was trained (batch normalization, dropout, augmentation), or the "
                            + "weight decay is another one; the comparison with the minimum then says little.")
                    .formatted(Verdict.digits(left), Verdict.digits(right)));
        }
    }
}
