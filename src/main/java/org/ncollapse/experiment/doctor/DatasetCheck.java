package org.ncollapse.experiment.doctor;

import java.util.Locale;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;

/** Whether the images of an experiment are here, and the originals. */
final class DatasetCheck {

    private DatasetCheck() {}

    /** Reads every file of a known data set; of a folder names only. */
    static CheckResult of(DatasetSpec spec, DatasetStore datasets) {
        String name = "data: " + spec.name();
        try {
            if (spec.isImageFolder()) {
                DatasetSummary outline = datasets.summarize(spec);
                return CheckResult.ok(
                        name,
                        "%s: %d training and %d test images in %d classes"
                                .formatted(spec.folder(), outline.trainSize(), outline.testSize(), outline.classes()));
            }
            return spec.name().equals(DatasetStore.DIGITS)
                    ? CheckResult.ok(name, "built in: drawn by the program")
                    : of(name, datasets.verify(spec.name()));
        } catch (BadInputException e) {
            return CheckResult.problem(name, e.getMessage(), "mend what it says, or name another dataset");
        }
    }

    private static CheckResult of(String name, DatasetState state) {
        String fetch = "ncollapse data fetch " + state.entry().name()
                + ", or --datasets for the folder above it; a run fetches it too";
        return switch (state.availability()) {
            case VERIFIED -> CheckResult.ok(name, state.folder() + ", every file as its authors made it");
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
                        "nothing need be done, and the manifest says so; for the original remove these files and fetch them: ncollapse data fetch "
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
