package org.ncollapse.experiment.doctor;

import java.util.List;
import org.ncollapse.spec.Experiment;

/** Processors, and the threads that runs would take. */
final class ProcessorCheck {

    private ProcessorCheck() {}

    /**
     * @param model the processor's name
     * @param usable processors that Java may use: control groups and affinity count
     * @param present processors that the machine has
     * @param experiments whose threads are looked at
     */
    static CheckResult of(String model, int usable, int present, List<Experiment> experiments) {
        String text = model + ", " + (usable == present ? "all of " + present : usable + " of " + present)
                + " CPUs; a run uses " + (usable == 1 ? "one thread" : usable + " threads")
                + " unless compute.threads is set";
        List<String> greedy = experiments.stream()
                .filter(experiment -> experiment.compute().threads() > usable)
                .map(experiment ->
                        experiment.name() + " (" + experiment.compute().threads() + ")")
                .toList();
        return greedy.isEmpty()
                ? CheckResult.ok("CPUs", text)
                : CheckResult.warning(
                        "CPUs",
                        text + "; more threads than CPUs in " + String.join(", ", greedy),
                        "set compute.threads to " + usable + ": more threads than CPUs slow a run down");
    }
}
