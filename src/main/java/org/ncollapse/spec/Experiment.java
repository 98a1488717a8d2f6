package org.ncollapse.spec;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings of one run, with all defaults filled in, so that the record contains everything that the run depends on.
 *
 * @param name the run's name, also of its folders and files: letters, digits, dot, dash and underscore, at most 64, no
 *     leading dot or dash
 * @param notes free text about the run
 * @param seed determines data order, initial weights, and the samples whose features are saved; the images of
 *     {@code dataset.samplesPerClass} are the same for every seed
 * @param ufm the models that are fitted to the finished run: {@code plain} (the variant for the run's loss, bias and
 *     classes), {@code extended-linear}, {@code extended-relu}; no fit if empty
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
        List<UfmModelName> ufm) {

    /** All models that can be fitted to a run. */
    public static final List<UfmModelName> UFM_MODELS =
            List.of(UfmModelName.PLAIN, UfmModelName.EXTENDED_LINEAR, UfmModelName.EXTENDED_RELU);

    public Experiment {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValueException.throwIfMissing("dataset", dataset, "a map such as {name: mnist}");
        InvalidValueException.throwIfMissing("network", network, "a map such as {kind: mlp, widths: [512, 512]}");
        objective = objective == null ? new ObjectiveSpec(null, null, null) : objective;
        optimizer = optimizer == null ? OptimizerSpec.sgd(null, null, null, null, null) : optimizer;
        training = training == null ? new TrainingSpec(null, null, null) : training;
        checkpoint = checkpoint == null ? new CheckpointSpec(null, null, null) : checkpoint;
        compute = compute == null ? new ComputeSpec(null, null, null) : compute;
        capture = capture == null ? new CaptureSpec(null, null, null, null, null) : capture;
        ufm = ufm == null ? UFM_MODELS : List.copyOf(ufm);
        InvalidValueException.throwUnless(
                UFM_MODELS.containsAll(ufm) && ufm.stream().distinct().count() == ufm.size(),
                "ufm",
                ufm,
                "a list of " + UFM_MODELS.stream().map(UfmModelName::toString).collect(Collectors.joining(", "))
                        + ", each at most once");
        if (objective.featureDecay().previous() > 0) {
            requirePrevious(network, capture, objective.featureDecay().previous());
        }
    }

    /** The penalty of the features at {@link Tap#PREVIOUS} needs that layer, and the objective needs its features. */
    private static void requirePrevious(NetworkSpec network, CaptureSpec capture, double lambda) {
        String key = "objective.featureDecay.previous";
        InvalidValueException.throwUnless(
                network.hasPrevious(),
                key,
                lambda,
                "0, because the network has no hidden fully connected layer after another layer: "
                        + (network instanceof NetworkSpec.Mlp
                                ? "give network.widths two or more"
                                : "set network.hiddenWidths"));
        InvalidValueException.throwUnless(
                capture.taps().contains(Tap.PREVIOUS),
                key,
                lambda,
                "0, or 'previous' among capture.taps, whose features give the objective");
    }
}
