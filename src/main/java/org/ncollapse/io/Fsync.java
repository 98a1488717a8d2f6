package org.ncollapse.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forces files to the disk, so that they survive a power failure. */
public final class Fsync {

    private Fsync() {}

    /** Waits until a file's content, or a folder's list of names, is on the disk. */
    public static void sync(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
