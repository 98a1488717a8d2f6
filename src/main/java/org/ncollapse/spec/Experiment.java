package org.ncollapse.spec;

import java.util.List;

/**
 * One run, resolved: every value that the file left out has its default here, so that the record says all that the run
 * depends on.
 *
 * @param name the run's name in every folder: letters, digits, dot, dash and underscore, at most 64, no leading dot or
 *     dash
 * @param notes what the run is for, in the author's words
 * @param seed determines data order, initial weights, and which samples' features are written out; with
 *     {@code dataset.samplesPerClass} the images are the same for every seed
 * @param ufm the models that the finished run is fitted to: {@code plain} (the variant for the run's loss, bias and
 *     classes), {@code extended-linear}, {@code extended-relu}; none for an empty list
 */
public record Experiment(
        String name,
        String notes,
        Long seed,
        DatasetSpec dataset,
        NetworkSpec network,
        ObjectiveSpec objective,
        OptimizerSpec optimizer,
        TrainingSpec training,
        CheckpointSpec checkpoint,
        ComputeSpec compute,
        CaptureSpec capture,
        List<String> ufm) {

    /** All models that a run can be fitted to. */
    public static final List<String> UFM_MODELS = List.of("plain", "extended-linear", "extended-relu");

    public Experiment {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValueException.throwIfMissing("dataset", dataset, "a section such as {name: mnist}");
        InvalidValueException.throwIfMissing("network", network, "a section such as {kind: mlp, widths: [512, 512]}");
        objective = objective == null ? new ObjectiveSpec(null, null) : objective;
        optimizer = optimizer == null ? new OptimizerSpec(null, null, null, null, null) : optimizer;
        training = training == null ? new TrainingSpec(null, null, null) : training;
        checkpoint = checkpoint == null ? new CheckpointSpec(null, null, null) : checkpoint;
        compute = compute == null ? new ComputeSpec(null, null, null) : compute;
        capture = capture == null ? new CaptureSpec(null, null, null, null, null) : capture;
        ufm = ufm == null ? UFM_MODELS : List.copyOf(ufm);
        InvalidValueException.throwUnless(
                UFM_MODELS.containsAll(ufm) && ufm.stream().distinct().count() == ufm.size(),
                "ufm",
                ufm,
                "a list of " + String.join(", ", UFM_MODELS) + ", each at most once");
    }
}
