package org.ncollapse.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ncollapse.io.AtomicFile;

/**
 * {@code NAME.zip}: the folder's files as {@code NAME/…}, without the large folders of features and a large network.
 * Entries are sorted and have the same time, so that equal files give equal bytes.
 */
public final class ExportArchive {

    /** Folders of features, which can be a hundred times as large as the rest. */
    static final List<String> LEFT_OUT = List.of("samples", "features");
    /** The largest network in the archive. Conferences accept supplementary material of 50 or 100 MB. */
    private static final long MAX_STATE_BYTES = 1L << 25;
    /**
     * Java writes a second time stamp, in the machine's time zone, for any time other than the earliest that a zip file
     * can have.
     */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private ExportArchive() {}

    /** Returns the archived files as paths relative to the folder: not the archive itself and no temporary files. */
    public static List<String> files(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(file -> !LEFT_OUT.contains(file.getName(0).toString()))
                    .map(file -> file.toString().replace('\\', '/'))
                    .filter(file -> !file.equals(PyTorchModule.STATE_FILE) || !hasLargeNetwork(folder))
                    .filter(file -> !file.equals(fileName(name)) && !AtomicFile.isTemporaryFile(Path.of(file)))
                    .sorted()
                    .toList();
        }
    }

    /** Returns whether the network is too large for the archive. */
    static boolean hasLargeNetwork(Path folder) {
        return folder.resolve(PyTorchModule.STATE_FILE).toFile().length() > MAX_STATE_BYTES;
    }

    /** Returns the archive's file name. */
    static String fileName(String name) {
        return name + ".zip";
    }

    static void write(Path folder, String name) throws IOException {
        List<String> contents = files(folder, name);
        AtomicFile.writeUnsynced(folder.resolve(fileName(name)), part -> {
            try (OutputStream out = Files.newOutputStream(part);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String file : contents) {
                    ZipEntry entry = new ZipEntry(name + "/" + file);
                    entry.setTimeLocal(TIME);
                    zip.putNextEntry(entry);
                    Files.copy(folder.resolve(file), zip);
                    zip.closeEntry();
                }
            }
        });
    }
}
