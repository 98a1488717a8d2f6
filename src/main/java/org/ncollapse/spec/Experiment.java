package org.ncollapse.spec;

import java.util.regex.Pattern;

/**
 * One run, resolved: every value that the file left out has its default here, so that the record says all that the run depends on.
 *
 * @param name    the run's name in every folder: letters, digits, dot, dash and underscore, at most 64, no leading dot or dash
 * @param notes   what the run is for, in the author's words
 * @param seed    determines data order, initial weights, and which samples' features are written out; with {@code dataset.perClass} the
 *                images are the same for every seed
 */
public record Experiment(String name, String notes, Long seed, DatasetSpec dataset, NetworkSpec network, ObjectiveSpec objective,
        OptimizerSpec optimizer, TrainingSpec training, ComputeSpec compute, CaptureSpec capture) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\\.md)");

    public Experiment {
        InvalidValue.ifMissing("name", name, "the run's name");
        InvalidValue.unless(NAME.matcher(name).matches(), "name", name,
                "letters, digits, '.', '_' and '-', at most 64, not beginning with '.' or '-' nor ending in '.md'");
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValue.ifMissing("dataset", dataset, "a section such as {name: mnist}");
        InvalidValue.ifMissing("network", network, "a section such as {kind: mlp, widths: [512, 512]}");
        objective = objective == null ? new ObjectiveSpec(null, null) : objective;
        optimizer = optimizer == null ? new OptimizerSpec(null, null, null, null, null) : optimizer;
        training = training == null ? new TrainingSpec(null, null, null) : training;
        compute = compute == null ? new ComputeSpec(null) : compute;
        capture = capture == null ? new CaptureSpec(null, null, null, null) : capture;
    }
}
