package org.ncollapse.io.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;

/**
 * Arrays of the types that numpy writes, and the advice for those that are not read. The resources were written by
 * numpy 1.24.2 on x86-64: in {@code types.npz} x = [[1.5, −2, 0], [3, 1e300, −.125]] and n = [[1, 2, 3], [250, 5, 6]]
 * with astype, asfortranarray and n &gt; 4; the long doubles with {@code numpy.longdouble}. {@code quad.npy} has the
 * 128-bit numbers 1.5, .1, −.3 and 2.7 of other machines, whose type has the same name. The advice was tried with numpy
 * as well.
 */
class NumpyTypesTest {

    private static final double[] REAL = {1.5, -2, 0, 3, 1e300, -.125};
    private static final double[] WHOLE = {1, 2, 3, 250, 5, 6};

    @TempDir
    private Path folder;

    private Path numpy(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in = NumpyTypesTest.class.getResourceAsStream(name)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    private <T> T read(String file, String array, Function<NpyReader, T> reading) throws IOException {
        return NamedArrays.of(numpy(file), "array").read(array, reading);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            f8_big, >f8
            f16, <f16
            f16_big, >f16
            fortran_f8_big, >f8
            """)
    void readsRealNumbers(String name, String type) throws IOException {
        assertThat(read("types.npz", name, NpyReader::header).dtype()).isEqualTo(type);
        assertThat(read("types.npz", name, NpyReader::readDoubles)).isEqualTo(REAL);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            i2_big, >i2
            u2, <u2
            u8, <u8
            u8_big, >u8
            fortran_f4, <f4
            """)
    void readsWholeNumbers(String name, String type) throws IOException {
        assertThat(read("types.npz", name, NpyReader::header).dtype()).isEqualTo(type);
        assertThat(read("types.npz", name, NpyReader::readDoubles)).isEqualTo(WHOLE);
        assertThat(read("types.npz", name, NpyReader::readInts))
                .isEqualTo(Arrays.stream(WHOLE).mapToInt(value -> (int) value).toArray());
    }

    @Test
    void readsBooleansLargeAndSmallNumbers() throws IOException {
        assertThat(read("types.npz", "b1", NpyReader::readInts)).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(read("types.npz", "u4", NpyReader::readDoubles))
                .containsExactly(4e9 + 1, 4e9 + 2, 4e9 + 3, 4e9 + 250, 4e9 + 5, 4e9 + 6);
        assertThat(read("types.npz", "f4_big", NpyReader::readDoubles))
                .containsExactly(1.5, -2, 0, 3, (double) 1e30f, -.125);
        assertThat(read("types.npz", "row", NpyReader::readInts)).containsExactly(1, 2, 3);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("types.npz", "u4", NpyReader::readInts))
                .withMessageContaining("4000000001 at 0, too large for 32 bits");
    }

    /** The expected values are those of {@code float(x)}. */
    @Test
    void roundsLongDoublesAsTheProcessorDoes() throws IOException {
        assertThat(read("longdouble.npy", "array", NpyReader::readDoubles))
                .containsExactly(
                        0x1.0p0,
                        0x1.0000000000001p0,
                        0x1.0000000000002p0,
                        0x1.5555555555555p-2,
                        -0x0.0000000000001p-1022,
                        0,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.NaN,
                        -0.0,
                        Double.POSITIVE_INFINITY,
                        2);
        for (String file : new String[] {"quad.npy", "quad-short.npy"}) {
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> read(file, "array", NpyReader::readDoubles))
                    .withMessageContaining("not the 80-bit numbers of x86; save it with .astype('float64')");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            object ; Python objects as elements ('|O') ; numpy.stack(x).astype('float32')
            structured ; a structured type ([('a', '<f4'), ('b', '<i4')]) ; structured_to_unstructured(x)
            bfloat16 ; 2 raw bytes ('|V2'), as numpy saves bfloat16 ; (x.view('uint16').astype('uint32') << 16).view('float32')
            raw ; 3 raw bytes ('|V3') ; .astype('float32')
            text ; text as elements ('<U2') ; numpy.unique(x, return_inverse=True)[1]
            bytes ; text as elements ('|S1') ; numpy.unique(x, return_inverse=True)[1]
            complex ; complex elements ('<c16') ; numpy.concatenate([x.real, x.imag], axis=-1)
            date ; elements of type '<M8[s]' ; .astype('int64')
            """)
    void refusesOtherTypesWithAdvice(String name, String what, String advice) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("refused.npz", name, NpyReader::header))
                .withMessageContaining("refused.npz [" + name + "] has ")
                .withMessageContaining(what)
                .withMessageContaining(advice);
    }
}
