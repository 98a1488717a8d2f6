package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

class CifarReaderTest {

    @TempDir
    private Path folder;

    /** A record with constant red, green and blue channels, except the first pixel of each, which is larger by one. */
    private static byte[] record(int red, byte... labels) {
        byte[] record = Arrays.copyOf(labels, labels.length + 3072);
        for (int plane = 0; plane < 3; plane++) {
            int start = labels.length + plane * 1024;
            Arrays.fill(record, start, start + 1024, (byte) (red + 50 * plane));
            record[start]++;
        }
        return record;
    }

    private DigestedFile file(String name, byte[]... records) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] record : records) {
            content.write(record);
        }
        Files.write(folder.resolve(name), content.toByteArray());
        CatalogFile unknown = new CatalogFile(name, 0, null);
        return DigestedFile.digest(folder.resolve(name), FileEncoding.RAW, name, unknown, unknown);
    }

    @Test
    void readsCifar10RecordsOfSeveralFiles() throws IOException {
        List<DigestedFile> files =
                List.of(file("a", record(1, (byte) 9), record(2, (byte) 0)), file("b", record(3, (byte) 4)));
        ImageSplit split = CifarReader.cifar10(10).read(files);
        assertThat(split.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(split.labels()).containsExactly(9, 0, 4);
        assertThat(split.pixels()).hasSize(3 * 3072);
        byte[] third = Arrays.copyOfRange(split.pixels(), 2 * 3072, 3 * 3072);
        assertThat(new int[] {third[0], third[1], third[1024], third[1025], third[2048], third[3071]})
                .containsExactly(4, 3, 54, 53, 104, 103);
    }

    @Test
    void readsFineLabelOfCifar100() throws IOException {
        ImageSplit split = CifarReader.cifar100(100)
                .read(List.of(file("a", record(0, (byte) 11, (byte) 19), record(0, (byte) 15, (byte) 29))));
        assertThat(split.labels()).containsExactly(19, 29);
    }

    @Test
    void rejectsFileOfAnotherFormatByItsSize() throws IOException {
        List<DigestedFile> cifar100 = List.of(file("train.bin", record(0, (byte) 1, (byte) 2)));
        assertThatThrownBy(() -> CifarReader.cifar10(10).read(cifar100))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("3074 bytes")
                .hasMessageContaining("3073");
        List<DigestedFile> empty = List.of(file("empty.bin"));
        assertThatThrownBy(() -> CifarReader.cifar10(10).read(empty))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 bytes");
    }

    @Test
    void rejectsLabelBeyondTheClasses() throws IOException {
        List<DigestedFile> files = List.of(file("a", record(1, (byte) 3), record(2, (byte) 10)));
        assertThatThrownBy(() -> CifarReader.cifar10(10).read(files))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("record 1 is 10")
                .hasMessageContaining("0 to 9");
    }
}
