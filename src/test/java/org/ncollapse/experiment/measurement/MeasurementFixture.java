package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;

/** Measures saved features into a temporary folder. */
abstract class MeasurementFixture {

    static final CaptureKey TRAIN = new CaptureKey(0, "penultimate", Split.TRAIN);
    /** The columns whose values a file of features does not determine. */
    static final Set<String> UNKNOWN = Set.of("learning_rate", "objective", "nc5_ood");

    @TempDir
    Path home;

    Path given;

    @BeforeEach
    void folder() throws IOException {
        given = Files.createDirectories(home.resolve("given"));
    }

    /** A file that numpy 1.24.2 wrote, as described in {@code SavedFeaturesTest}. */
    Path numpy(String name) throws IOException {
        Path copy = given.resolve(name);
        try (InputStream in = MeasurementInput.class.getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    static SavedSplit split(Path file) {
        CaptureKey key = CaptureKey.parse(file);
        return SavedSplit.of(SavedSplit.arrays(file), key == null ? TRAIN : key, null);
    }

    RunFolders measure(Loss loss, SavedSplit... splits) throws IOException {
        RunFolders folders = new RunFolders(home, "measured");
        new MeasurementRun(MeasurementInput.of(List.of(splits)), loss, false, folders, new Quiet()).execute(true);
        return folders;
    }

    List<CSVRecord> rows(RunFolders folders) throws IOException {
        return TinyRun.rows(folders.export().resolve("metrics.csv"));
    }

    static void assertValues(CSVRecord row, String expected, double tolerance) {
        List<String> words = List.of(expected.split("\\s+"));
        for (int i = 0; i < words.size(); i += 2) {
            double value = Double.parseDouble(words.get(i + 1));
            assertThat(Double.parseDouble(row.get(words.get(i))))
                    .as(words.get(i))
                    .isCloseTo(value, within(tolerance * Math.abs(value)));
        }
    }

    static class Quiet implements MeasurementListener {
        @Override
        public void bytesRead(long bytes, long total) {
            assertThat(bytes).isLessThanOrEqualTo(total);
        }

        @Override
        public void warn(String message) {}
    }
}
