package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CompositeTrainingHookTest {

    private static final EpochResult RESULT = new EpochResult(1, 1, 0.5, 0.1, 1, OptionalInt.empty(), false);

    private final List<String> calls = new ArrayList<>();

    private TrainingHook recording(String name) {
        return new TrainingHook() {
            @Override
            public void trainingStarted(EpochResult initial) {
                calls.add(name + " started");
            }

            @Override
            public void stepEnded(int epoch, int step, int steps) {
                calls.add(name + " step");
            }

            @Override
            public void stateCompleted(TrainingState state) {
                calls.add(name + " state");
            }

            @Override
            public void epochEnded(EpochResult result) {
                calls.add(name + " epoch");
            }
        };
    }

    @Test
    void callsEachHookInListOrder() {
        TrainingHook composite = new CompositeTrainingHook(List.of(recording("first"), recording("second")));
        composite.trainingStarted(RESULT);
        composite.stepEnded(1, 1, 1);
        composite.stateCompleted(TrainingState.initial());
        composite.epochEnded(RESULT);
        assertThat(calls)
                .containsExactly(
                        "first started",
                        "second started",
                        "first step",
                        "second step",
                        "first state",
                        "second state",
                        "first epoch",
                        "second epoch");
    }

    @Test
    void hooksAfterFailingHookAreNotCalled() {
        TrainingHook failing = new TrainingHook() {
            @Override
            public void epochEnded(EpochResult result) {
                throw new IllegalStateException("disk full");
            }
        };
        TrainingHook composite = new CompositeTrainingHook(List.of(recording("first"), failing, recording("third")));
        assertThatThrownBy(() -> composite.epochEnded(RESULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
        assertThat(calls).containsExactly("first epoch");
    }
}
