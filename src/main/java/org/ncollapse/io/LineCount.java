package org.ncollapse.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the lines of a file, whatever its encoding. */
public final class LineCount {

    private static final int BUFFER_BYTES = 1 << 16;

    private LineCount() {}

    /** Returns the number of line breaks; 0 for a path that is not a regular file. */
    public static long of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        long lines = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}
