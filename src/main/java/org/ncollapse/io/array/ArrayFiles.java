package org.ncollapse.io.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.ArrayFile;
import org.ncollapse.io.npy.NpzReader;

/** Opens files of arrays. Their content decides on the format, not their name. */
final class ArrayFiles {

    private static final int START_BYTES = 16;

    private static final int NPY_FIRST_BYTE = 0x93;

    private ArrayFiles() {}

    /**
     * Opens a file; the caller closes it.
     *
     * @param single the name of the array if the file has one without a name
     * @throws BadInputException if it is of no format that is read
     */
    static ArrayFile open(Path file, String single) {
        try {
            byte[] start;
            try (InputStream in = Files.newInputStream(file)) {
                start = in.readNBytes(START_BYTES);
            }
            if (start.length > 0 && (start[0] & 0xff) == NPY_FIRST_BYTE) {
                return new NpyFile(file, single);
            }
            if (SafetensorsFile.isLikely(start, Files.size(file)) || hasSuffix(file, ".safetensors")) {
                return SafetensorsFile.open(file);
            }
            OtherFormat.reject(file, start);
            if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
                TorchFile torch = TorchFile.openIfTorch(file, single);
                if (torch != null) {
                    return torch;
                }
            }
            return NpzReader.open(file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage() + "; copy or save it again", e);
        }
    }

    private static boolean hasSuffix(Path file, String suffix) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(suffix);
    }
}
