package org.ncollapse.experiment.doctor;

import java.util.Locale;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;

/** Checks that the images of an experiment are present and original. */
final class DatasetCheck {

    private DatasetCheck() {}

    /** Reads every file of a known data set, but only the names in an image folder. */
    static CheckResult of(DatasetSpec spec, DatasetStore datasets) {
        String name = "data: " + spec.name();
        try {
            if (spec.isImageFolder()) {
                DatasetSummary summary = datasets.summarize(spec);
                return CheckResult.ok(
                        name,
                        "%s: %d training and %d test images in %d classes"
                                .formatted(spec.folder(), summary.trainSize(), summary.testSize(), summary.classes()));
            }
            return spec.name().equals(DatasetStore.DIGITS)
                    ? CheckResult.ok(name, "built in: drawn by the program")
                    : of(name, datasets.verify(spec.name()));
        } catch (BadInputException e) {
            return CheckResult.problem(name, e.getMessage(), "fix the problem, or choose another data set");
        }
    }

    private static CheckResult of(String name, DatasetState state) {
        String fetch = "ncollapse data fetch " + state.entry().name()
                + ", or --datasets with the folder that contains it; a run also fetches it";
        return switch (state.availability()) {
            case VERIFIED -> CheckResult.ok(name, state.folder() + ", every file is original");
            case MODIFIED ->
                CheckResult.warning(
                        name,
                        "not the original, by the checksums of "
                                + String.join(
                                        ", ",
                                        state.files().stream()
                                                .filter(file -> !file.original())
                                                .map(file -> file.name()
                                                        .substring(file.name().lastIndexOf('/') + 1))
                                                .toList())
                                + " in " + state.folder(),
                        "no action is needed, and the manifest records it; for the original, delete these files "
                                + "and run ncollapse data fetch "
                                + state.entry().name());
            case MISSING, INCOMPLETE, PRESENT ->
                CheckResult.warning(
                        name,
                        state.availability().name().toLowerCase(Locale.ROOT) + " in " + state.folder()
                                + (state.availability() == DatasetState.Availability.INCOMPLETE
                                        ? ": no " + String.join(", ", state.missing())
                                        : ""),
                        fetch);
        };
    }
}
