package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats that are recognized and not read; the lines of Python were tried with numpy, scipy, h5py and PyTorch. */
class OtherFormatTest extends ArrayResources {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a.mat    | MATLAB 5.0 MAT-file, Platform | MATLAB file     | scipy.io.loadmat('FILE')
            a.mat    | \\0\\0\\0\\0\\4\\0\\0\\0      | MATLAB file     | scipy.io.loadmat('FILE')
            a.mat    | MATLAB 7.3 MAT-file, Platform | version 7.3     | m = h5py.File('FILE'); numpy.savez('NPZ', features=m['features'][()].T
            a.h5     | \\211HDF\\r\\n\\032\\n        | HDF5            | m = h5py.File('FILE'); numpy.savez('NPZ', features=m['features'][()], labels
            features | \\211HDF\\r\\n\\032\\n        | HDF5            | h5py.File('FILE')
            a.hdf5   | damaged                       | HDF5            | h5py.File('FILE')
            a.csv    | 1.5,2,0                       | text file       | numpy.loadtxt('FILE', delimiter=',')
            a.pkl    | (dp0                          | pickle          | pickle.load(open('FILE', 'rb'))
            a.pt     | \\200\\4\\225                 | pickle          | pickle.load(open('FILE', 'rb'))
            """)
    void isRejectedWithALineOfPython(String name, String start, String what, String python) throws IOException {
        Path file = file(name, start.translateEscapes());
        String npz = file.toString().replaceFirst("\\.[a-z0-9]+$", "") + ".npz";
        assertRejected(file, "features")
                .hasMessageContaining(what)
                .hasMessageContaining("is not read; convert it with Python: import ")
                .hasMessageContaining(python.replace("FILE", file.toString()).replace("NPZ", npz));
    }

    @Test
    void legacyFilesOfPytorchAreSavedAgain() throws IOException {
        Path file = resource("legacy.pt");
        assertRejected(file, "features")
                .hasMessageContaining("is a file in PyTorch's format before version 1.6")
                .hasMessageContaining("torch.save(torch.load('" + file + "', map_location='cpu'), '" + file + "')");
    }

    @Test
    void namesAreQuotedForPython() throws IOException {
        assertRejected(file("it's.csv", "1"), "features").hasMessageContaining("/it\\'s.csv', delimiter");
    }

    @Test
    void namesOfKnownFormatsDoNotMisleadForArchives() throws IOException {
        Path npz = Files.copy(
                Path.of(ArrayResources.class
                        .getResource("/org/ncollapse/capture/reference.npz")
                        .getPath()),
                folder.resolve("features.txt"));
        assertThat(doubles(npz, "weight_decay")).containsExactly(.01);
        assertRejected(file("features.dat", "nothing known"), "features")
                .hasMessageContaining("cannot be read as .npz");
        Files.write(npz, "text".getBytes(StandardCharsets.UTF_8));
        assertRejected(npz, "features").hasMessageContaining("is a text file");
    }
}
