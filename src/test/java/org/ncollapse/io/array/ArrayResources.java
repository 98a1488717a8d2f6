package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;

/** Files that {@code saved_tensors.py} made, copied to a temporary folder, and the values of its formulas. */
abstract class ArrayResources {

    /** x(i, j) = (5 i − 3 j)/4, 4×3. */
    static final double[] X = {0, -.75, -1.5, 1.25, .5, -.25, 2.5, 1.75, 1, 3.75, 3, 2.25};
    /** n(i, j) = 5 i + 3 j. */
    static final double[] N = {0, 3, 6, 5, 8, 11, 10, 13, 16, 15, 18, 21};
    /** n > 6. */
    static final double[] LARGE = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};

    @TempDir
    Path folder;

    Path resource(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in = ArrayResources.class.getResourceAsStream(name)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    Path file(String name, String content) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    static double[] doubles(Path file, String array) {
        return NamedArrays.of(file, "single").read(array, NpyReader::readDoubles);
    }

    static AbstractThrowableAssert<?, ?> assertRejected(Path file, String array) {
        return assertThatThrownBy(() -> doubles(file, array))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file.toString());
    }
}
