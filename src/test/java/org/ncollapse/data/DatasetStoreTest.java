package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.DatasetState.Availability;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.data.fetch.FileServer;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

class DatasetStoreTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");
    private static final DatasetSpec TINY = DatasetSpec.of("tiny");

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    private DatasetStore datasets(URI mirror, boolean contentKnown) {
        return new DatasetStore(
                folder,
                TinyData.catalog(mirror, TinyData.idxFiles(), contentKnown),
                new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(5), Map.of()));
    }

    private Dataset open(DatasetStore datasets) {
        return datasets.open(TINY, 1, warnings::add, DownloadProgress.NONE);
    }

    private void assertIsTiny(Dataset dataset) {
        assertThat(dataset.classes()).isEqualTo(TinyData.CLASSES);
        assertThat(dataset.shape()).isEqualTo(new ImageShape(1, 1, 2));
        assertThat(dataset.train().pixels()).containsExactly(1, 2, 3, 4, 250, 255);
        assertThat(dataset.train().labels()).containsExactly(2, 0, 1);
        assertThat(dataset.test().pixels()).containsExactly(7, 8, 9, 10, 11, 12);
    }

    @Test
    void opensLocalOriginalsWithoutNetworkOrWarning() throws IOException {
        for (boolean gzipped : new boolean[] {true, false}) {
            TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), gzipped);
            assertIsTiny(open(datasets(NOWHERE, true)));
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void recordsDigestOfEveryFile() throws IOException {
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), true);
        List<FileProvenance> files = open(datasets(NOWHERE, true)).files();
        assertThat(files)
                .extracting(FileProvenance::name)
                .containsExactly(
                        "tiny-folder/train-images.gz",
                        "tiny-folder/train-labels.gz",
                        "tiny-folder/test-images.gz",
                        "tiny-folder/test-labels.gz");
        for (int i = 0; i < 4; i++) {
            byte[] content = TinyData.idxFiles().get(i);
            assertThat(files.get(i).sha256()).isEqualTo(TinyData.sha256(content));
            assertThat(files.get(i).bytes()).isEqualTo(content.length);
            assertThat(files.get(i).original()).isTrue();
        }
    }

    @Test
    void usesModifiedFileWithOneWarning() throws IOException {
        List<byte[]> changed = new ArrayList<>(TinyData.idxFiles());
        changed.set(0, TinyData.idxImages(3, 1, 2, new byte[6]));
        changed.set(2, TinyData.idxImages(3, 1, 2, new byte[6]));
        TinyData.write(folder.resolve("tiny-folder"), changed, true);
        Dataset dataset = open(datasets(NOWHERE, true));
        assertThat(dataset.train().pixels()).containsOnly(0);
        assertThat(dataset.files()).extracting(FileProvenance::original).containsExactly(false, true, false, true);
        assertThat(warnings).singleElement().asString().contains("tiny", "train-images.gz, test-images.gz", "checksum");
        assertThat(datasets(NOWHERE, true).verify("tiny").availability()).isEqualTo(Availability.MODIFIED);
    }

    @Test
    void comparesDigestOfDownloadIfContentDigestIsUnknown() throws IOException {
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), true);
        assertThat(datasets(NOWHERE, false).verify("tiny").availability()).isEqualTo(Availability.VERIFIED);
        for (String name : TinyData.FILE_NAMES) {
            Files.delete(folder.resolve("tiny-folder").resolve(name + ".gz"));
        }
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), false);
        assertThat(datasets(NOWHERE, false).verify("tiny").availability()).isEqualTo(Availability.MODIFIED);
    }

    @Test
    void downloadsMissingFiles() throws IOException {
        List<byte[]> files = TinyData.idxFiles();
        try (FileServer server = new FileServer(exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1).replace(".gz", "");
            FileServer.whole(TinyData.gzip(files.get(TinyData.FILE_NAMES.indexOf(name))))
                    .to(exchange);
        })) {
            DatasetStore datasets = datasets(server.folder(), true);
            assertThat(datasets.list()).extracting(DatasetState::availability).containsExactly(Availability.MISSING);
            Files.createDirectories(folder.resolve("tiny-folder"));
            Files.write(folder.resolve("tiny-folder").resolve("train-labels"), files.get(1));
            assertThat(datasets.list().get(0).availability()).isEqualTo(Availability.INCOMPLETE);
            assertThat(datasets.list().get(0).missing()).containsExactly("train-images", "test-images", "test-labels");
            assertIsTiny(open(datasets));
            assertThat(server.ranges()).hasSize(3);
            assertThat(datasets.list().get(0).availability()).isEqualTo(Availability.PRESENT);
            assertThat(datasets.verify("tiny").availability()).isEqualTo(Availability.VERIFIED);
        }
    }

    @Test
    void withoutNetworkExplainsManualDownload() {
        assertThatThrownBy(() -> open(datasets(NOWHERE, true)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(
                        "dataset tiny",
                        folder.toString(),
                        "To download it manually, get the files from",
                        folder.resolve("tiny-folder").toString(),
                        "train-images, train-labels",
                        "with or without .gz",
                        NOWHERE.toString())
                .hasMessageNotContaining("\n");
    }

    @Test
    void rejectsSplitsOfDifferentShapes() throws IOException {
        List<byte[]> changed = new ArrayList<>(TinyData.idxFiles());
        changed.set(2, TinyData.idxImages(3, 2, 1, new byte[6]));
        TinyData.write(folder.resolve("tiny-folder"), changed, true);
        assertThatThrownBy(() -> open(datasets(NOWHERE, true)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1x1x2")
                .hasMessageContaining("1x2x1");
    }

    @Test
    void readsTorchvisionsFolderAndNames() throws IOException {
        Path raw = Files.createDirectories(folder.resolve("Tiny/raw"));
        TinyData.write(raw, TinyData.idxFiles(), true);
        assertThat(datasets(NOWHERE, true).list().get(0).folder()).isEqualTo(raw);
        Dataset dataset = open(datasets(NOWHERE, true));
        assertIsTiny(dataset);
        assertThat(dataset.files())
                .allSatisfy(file -> assertThat(file.original()).isTrue())
                .extracting(FileProvenance::name)
                .startsWith("Tiny/raw/train-images.gz");
        assertThat(warnings).isEmpty();
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), false);
        assertThat(datasets(NOWHERE, true).list().get(0).folder()).isEqualTo(folder.resolve("tiny-folder"));
    }

    @Test
    void readsNamesWithDots() throws IOException {
        CatalogEntry mnist = DatasetCatalog.builtIn().entry("mnist");
        Path raw = Files.createDirectories(folder.resolve("MNIST/raw"));
        for (CatalogFile file : mnist.files()) {
            assertThat(new LocalDataset(mnist, folder).quickState().availability())
                    .isEqualTo(Availability.MISSING);
            Files.createFile(raw.resolve(file.name().replace("-idx", ".idx")));
        }
        DatasetState state = new LocalDataset(mnist, folder).quickState();
        assertThat(state.availability()).isEqualTo(Availability.PRESENT);
        assertThat(state.folder()).isEqualTo(raw);
    }

    @Test
    void readsCifarsPythonVersion() throws IOException {
        Path batches = Files.createDirectories(folder.resolve("cifar-10-batches-py"));
        for (String name :
                List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")) {
            Files.write(batches.resolve(name), TinyData.resource("cifar10-python2.pickle"));
        }
        Dataset dataset =
                new DatasetStore(folder).open(DatasetSpec.of("cifar10"), 1, warnings::add, DownloadProgress.NONE);
        assertThat(dataset.train().size()).isEqualTo(10);
        assertThat(dataset.test().labels()).containsExactly(5, 6);
        assertThat(dataset.files()).extracting(FileProvenance::name).endsWith("cifar-10-batches-py/test_batch");
        assertThat(warnings)
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning)
                        .contains("no test image of 8 of its 10 classes (airplane, automobile, bird, cat"));
    }

    @Test
    void namesArchiveThatIsNotExtracted() throws IOException {
        Path archive = Files.createFile(folder.resolve("cifar-100-python.tar.gz"));
        assertThatThrownBy(() -> new DatasetStore(folder).fetch("cifar100", DownloadProgress.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("found " + archive, "tar -xzf");
    }

    @Test
    void samplesPerClassAppliesToTheTrainingSplitOnly() throws IOException {
        List<byte[]> files = new ArrayList<>(TinyData.idxFiles());
        files.set(0, TinyData.idxImages(4, 1, 2, new byte[8]));
        files.set(1, TinyData.idxLabels(4, (byte) 2, (byte) 2, (byte) 0, (byte) 1));
        TinyData.write(folder.resolve("tiny-folder"), files, false);
        Dataset dataset = datasets(NOWHERE, true)
                .open(new DatasetSpec("tiny", null, List.of(1), null), 1, warnings::add, DownloadProgress.NONE);
        assertThat(dataset.train().labels()).containsExactly(2, 0, 1);
        assertThat(dataset.test().size()).isEqualTo(3);
    }
}
