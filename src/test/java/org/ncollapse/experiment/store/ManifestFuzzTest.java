package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.data.FileProvenance;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.experiment.run.InterruptedRunException;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.Folders;
import org.ncollapse.training.StopSignal;

/** A run with a damaged manifest resumes or is rejected with one line; no file changes. */
class ManifestFuzzTest {

    private static final int CASES = 500;

    @TempDir
    private static Path home;

    private static byte[] whole;

    @BeforeAll
    static void interrupted() throws IOException {
        StopSignal interruption = new StopSignal();
        RunListener quick = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                interruption.request();
            }
        };
        try {
            TinyRun.run(home, false, quick, interruption);
        } catch (InterruptedRunException e) {
            whole = Files.readAllBytes(new RunFolders(home, "tiny").manifest());
        }
    }

    @Test
    void dataAreTheSameInFilesOfOtherNames() throws IOException {
        RunFolders folders = new RunFolders(home, "tiny");
        Files.write(folders.manifest(), whole);
        ExperimentManifest run = (ExperimentManifest) Manifest.read(folders.manifest());
        ExperimentManifest compressed = withFile(run, new FileProvenance("mnist/images.gz", 5, "ab", true));
        ExperimentManifest elsewhere = withFile(run, new FileProvenance("MNIST/raw/images", 5, "ab", false));
        ExperimentManifest changed = withFile(run, new FileProvenance("mnist/images.gz", 5, "cd", true));
        assertThat(compressed.hasSameDataAs(elsewhere)).isTrue();
        assertThat(compressed.hasSameDataAs(changed)).isFalse();
        assertThat(compressed.hasSameDataAs(run)).isFalse();
    }

    private static ExperimentManifest withFile(ExperimentManifest run, FileProvenance file) {
        ExperimentManifest.Data data = run.data();
        return new ExperimentManifest(
                run.header(),
                run.experiment(),
                new ExperimentManifest.Data(
                        data.name(),
                        data.shape(),
                        data.classes(),
                        data.trainSamplesPerClass(),
                        data.testSamplesPerClass(),
                        data.mean(),
                        data.std(),
                        List.of(file),
                        data.oodFiles()),
                run.initialFromSha256());
    }

    @Test
    void manifestWithMissingKeyIsReadOrRejected() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        RunFolders folders = new RunFolders(home, "tiny");
        List<String> fields = new ArrayList<>();
        mapper.readTree(whole).fieldNames().forEachRemaining(fields::add);
        int rejected = 0;
        for (String field : fields) {
            ObjectNode manifest = (ObjectNode) mapper.readTree(whole);
            manifest.remove(field);
            byte[] damaged = mapper.writeValueAsBytes(manifest);
            Files.write(folders.manifest(), damaged);
            rejected += FileCorruption.isReadOrRejected(() -> TinyRun.resume(home), damaged) ? 0 : 1;
            Folders.deleteRecursively(home.resolve("models"));
        }
        assertThat(rejected).isBetween(8, fields.size() - 3);
    }

    /** The fit reads the manifest of a run that is finished. No model is fitted, because the network has batch norm. */
    @Test
    void manifestWithNullIsReadOrRejected() throws IOException {
        Path finished = home.resolve("finished");
        TinyRun.run(finished, "training.epochs=2");
        RunFolders folders = new RunFolders(finished, "tiny");
        ObjectMapper mapper = new ObjectMapper();
        JsonNode whole = mapper.readTree(folders.manifest().toFile());
        List<String> places = new ArrayList<>();
        places(whole, "", places);
        int rejected = 0;
        for (String place : places) {
            ObjectNode manifest = whole.deepCopy();
            int cut = place.lastIndexOf('/');
            ((ObjectNode) manifest.at(place.substring(0, cut))).putNull(place.substring(cut + 1));
            byte[] damaged = mapper.writeValueAsBytes(manifest);
            Files.write(folders.manifest(), damaged);
            rejected += FileCorruption.isReadOrRejected(() -> RunFitter.refit(folders, what -> {}), damaged) ? 0 : 1;
            FileCorruption.isReadOrRejected(() -> ResumeRequest.read(folders, List.of()), damaged);
            FileCorruption.isReadOrRejected(() -> RunReport.write(finished, List.of("tiny"), warning -> {}), damaged);
            assertThat(Files.readAllBytes(folders.manifest())).isEqualTo(damaged);
        }
        assertThat(rejected).isBetween(10, places.size() - 10);
    }

    private static void places(JsonNode node, String place, List<String> places) {
        node.properties().forEach(field -> {
            places.add(place + "/" + field.getKey());
            places(field.getValue(), place + "/" + field.getKey(), places);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isReadOrRejected(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RunFolders folders = new RunFolders(home, "tiny");
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] damaged = FileCorruption.corrupt(whole, random);
                Files.write(folders.manifest(), damaged);
                read[0] +=
                        FileCorruption.isReadOrRejected(() -> ResumeRequest.read(folders, List.of()), damaged) ? 1 : 0;
                assertThat(Files.readAllBytes(folders.manifest())).isEqualTo(damaged);
            }
        });
        assertThat(read[0]).as("a letter in a description may change").isBetween(1, CASES * 2 / 3);
    }
}
