package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;

/** Reads files that {@code cifar_pickles.py} made with Python and numpy. */
class CifarPickleTest {

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("batch"), content);
    }

    private Path file(String pickle) throws IOException {
        return file(pickle.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] resource(String name) throws IOException {
        return TinyData.resource(name + ".pickle");
    }

    /** The records of the binary version: pixel j of image i is (7 i + 3 j) % 256. */
    private static byte[] records(byte[]... labels) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < labels.length; i++) {
            records.writeBytes(labels[i]);
            for (int j = 0; j < 3072; j++) {
                records.write(7 * i + 3 * j);
            }
        }
        return records.toByteArray();
    }

    @Test
    void readsTheAuthorsFormat() throws IOException {
        Path file = file(resource("cifar10-python2"));
        assertThat(CifarPickle.cifar10(file).records().readAllBytes())
                .isEqualTo(records(new byte[] {5}, new byte[] {6}));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsEveryProtocolOfPython3(int protocol) throws IOException {
        Path file = file(resource("cifar100-protocol" + protocol));
        assertThat(CifarPickle.cifar100(file).records().readAllBytes())
                .isEqualTo(records(new byte[] {1, 5}, new byte[] {2, 6}));
    }

    @Test
    void executesNothing() throws IOException {
        // What pickle.dumps writes for an object whose __reduce__ returns (os.system, ("touch ...",)).
        Path sign = folder.resolve("executed");
        for (String call : new String[] {
            "cposix\nsystem\n", "cbuiltins\neval\n", "cnumpy\nload\n", "\u008c\u0005posix\u008c\u0006system\u0093"
        }) {
            Path file = file("\u0080\u0004" + call + "X"
                    + (char) (6 + sign.toString().length()) + "\0\0\0touch " + sign + "\u0085R.");
            assertThatThrownBy(() -> CifarPickle.cifar10(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll(file.toString(), "nothing was executed");
        }
        assertThat(sign).doesNotExist();
        Path instance = file("\u0080\u0002(iposix\nsystem\n.");
        assertThatThrownBy(() -> CifarPickle.cifar10(instance))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("instruction 0x69 at byte 3");
    }

    @Test
    void rejectsOtherContents() throws IOException {
        byte[] cifar100 = resource("cifar100-protocol3");
        assertThatThrownBy(() -> CifarPickle.cifar10(file(cifar100)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected a list labels of 2 numbers");
        assertThatThrownBy(() -> CifarPickle.cifar10(file("\u0080\u0002]q\0.")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no dictionary");
        assertThatThrownBy(() -> CifarPickle.cifar10(file("\u0080\u0002}U\u0004dataK\u0001s.")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("data is 1; expected an array");
        String python2 = new String(resource("cifar10-python2"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CifarPickle.cifar10(file(python2.replace("u1", "i8"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("data is an array of type i8 and shape [2, 3072]");
        assertThatThrownBy(() -> CifarPickle.cifar10(file(python2.replace("(K\5K\6e", "(K\5Ne"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("labels has the value null at index 1");
    }

    @Test
    void rejectsTruncatedFile() throws IOException {
        byte[] whole = resource("cifar10-python2");
        for (int length = 0; length < whole.length; length += 1 + length / 20) {
            Path file = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> CifarPickle.cifar10(file))
                    .as("%d bytes", length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void boundsTheNumberOfValues() throws IOException {
        byte[] lists = new byte[1 << 22];
        Arrays.fill(lists, (byte) ']');
        assertThatThrownBy(() -> CifarPickle.cifar10(file(lists)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 2097152 values");
    }
}
