package org.ncollapse.benchmarks;

import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.training.Objective;

/** The training loop on a GPU, which runs as many steps at once as take some 50 ms. */
final class GpuSteps implements NcollapseTraining.Steps {

    private final TrainingProblem problem;
    private final TrainingLoop loop;
    private final int stepsPerEpoch;
    private int step;

    GpuSteps(TrainingProblem problem, Network network, Objective objective) {
        this.problem = problem;
        loop = network.trainingLoop(
                problem.images(),
                problem.batchSize(),
                network.optimizerStep(
                        objective::lambda,
                        problem.experiment().optimizer(),
                        problem.experiment().compute().threads()),
                objective.featureDecay());
        stepsPerEpoch = problem.steps();
        step = stepsPerEpoch;
        if (problem.dataset().train().size() % problem.batchSize() != 0) {
            throw new IllegalArgumentException("the last batch is smaller than the others, which no side expects");
        }
    }

    /** As the last step of an epoch, because the loop may run more than one. */
    @Override
    public double stepOnFirstBatch() {
        step = stepsPerEpoch;
        problem.startEpoch(loop, stepsPerEpoch - 1);
        return loop.runSteps().get(0).lossSum();
    }

    @Override
    public int run(int count) {
        int done = 0;
        while (done < count) {
            if (step == stepsPerEpoch) {
                problem.startEpoch(loop, 0);
                step = 0;
            }
            int ran = loop.runSteps().size();
            step += ran;
            done += ran;
        }
        return done;
    }
}
