package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

class IdxReaderTest {

    private static final byte[] IMAGES =
            TinyData.idxImages(2, 1, 3, (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 255);
    private static final byte[] LABELS = TinyData.idxLabels(2, (byte) 2, (byte) 0);

    @TempDir
    private Path folder;

    private DigestedFile file(String name, byte[] content) {
        try {
            Path path = folder.resolve(name);
            Files.write(path, name.endsWith(".gz") ? TinyData.gzip(content) : content);
            CatalogFile unknown = new CatalogFile(name, 0, null);
            return DigestedFile.digest(path, FileEncoding.ofName(path), name, unknown, unknown);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRejected(byte[] images, byte[] labels, String... words) {
        assertThatThrownBy(() -> IdxReader.read(file("images", images), file("labels", labels), TinyData.CLASSES))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz"})
    void readsPixelsAndLabelsGzippedOrNot(String suffix) {
        DigestedFile images = file("images" + suffix, IMAGES);
        ImageSplit split = IdxReader.read(images, file("labels" + suffix, LABELS), TinyData.CLASSES);
        assertThat(split.shape()).isEqualTo(new ImageShape(1, 1, 3));
        assertThat(split.pixels()).containsExactly(0, 1, 2, 3, 4, 255);
        assertThat(split.labels()).containsExactly(2, 0);
    }

    @Test
    void quotesTheMagicNumberOfSwappedFiles() {
        assertRejected(Arrays.copyOf(LABELS, 30), LABELS, "images", "0x00000801", "0x00000803");
        assertRejected(IMAGES, IMAGES, "labels", "0x00000803", "0x00000801");
    }

    @Test
    void comparesCountsWithFileSize() {
        assertRejected(
                TinyData.idxImages(Integer.MAX_VALUE, 28, 28, new byte[20]),
                LABELS,
                "2147483647 images of 28x28",
                "20 bytes");
        // 65536 · 65536 · 65536 is 0 in 32 and 2^48 in 64 bits; 2^31−1 thrice overflows 64 bits.
        assertRejected(TinyData.idxImages(65536, 65536, 65536), LABELS, "65536 images of 65536x65536", "0 bytes");
        assertRejected(
                TinyData.idxImages(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[1]),
                LABELS,
                "1 bytes");
        assertRejected(TinyData.idxImages(-1, 1, 3, new byte[3]), LABELS, "-1 images", "positive");
        assertRejected(TinyData.idxImages(0, 1, 3), LABELS, "0 images", "positive");
        assertRejected(Arrays.copyOf(IMAGES, IMAGES.length - 1), LABELS, "2 images of 1x3", "5 bytes", "truncated");
        assertRejected(IMAGES, TinyData.idxLabels(3, (byte) 1, (byte) 1), "3 labels", "found 2");
    }

    @Test
    void rejectsFilesTooShortForAHeader() {
        assertRejected(new byte[0], LABELS, "only 0 bytes");
        assertRejected(Arrays.copyOf(IMAGES, 15), LABELS, "only 15 bytes");
        assertRejected(IMAGES, new byte[7], "only 7 bytes");
    }

    @Test
    void rejectsLabelsOfOtherImages() {
        assertRejected(IMAGES, TinyData.idxLabels(1, (byte) 1), "1 labels", "2 images");
    }

    @Test
    void rejectsLabelBeyondTheClassesWithItsIndex() {
        assertRejected(IMAGES, TinyData.idxLabels(2, (byte) 0, (byte) 3), "label 1 is 3", "3 classes, 0 to 2");
        assertRejected(IMAGES, TinyData.idxLabels(2, (byte) -1, (byte) 0), "label 0 is 255");
    }

    @Test
    void rejectsADamagedGzipFile() throws IOException {
        byte[] whole = TinyData.gzip(IMAGES);
        Path cut = folder.resolve("cut.gz");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 6));
        CatalogFile unknown = new CatalogFile("cut.gz", 0, null);
        assertThatThrownBy(() -> DigestedFile.digest(cut, FileEncoding.GZIP, "cut.gz", unknown, unknown))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut.gz")
                .hasMessageContaining("cannot be read");
    }
}
