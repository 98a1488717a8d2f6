package org.ncollapse.data.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;

/**
 * Extracts the expected files of one folder from a {@code .tar.gz}, and no others.
 *
 * <p>An entry's name only selects an expected file; it never determines where data is written. Links and additional
 * entries ({@code ._*}) are skipped. An entry of unexpected size is rejected before it is read. A file gets its name
 * when it is complete.
 */
public final class ArchiveExtractor {

    private final String folder;
    private final Map<String, Long> sizes;

    /**
     * Creates an extractor for a folder of an archive.
     *
     * @param folder its name, in the archive and on disk
     * @param sizes the size of each file to extract, by its name
     */
    public ArchiveExtractor(String folder, Map<String, Long> sizes) {
        this.folder = folder;
        this.sizes = new LinkedHashMap<>(sizes);
    }

    /**
     * Extracts the files into a folder below {@code parent}. Files that exist already are kept.
     *
     * @throws BadInputException if the archive is damaged or incomplete, or the files cannot be written
     */
    public void extractAll(Path archive, Path parent) {
        Path target = parent.resolve(folder);
        try {
            Path part = Files.createDirectory(AtomicFile.uniqueTemporaryFileFor(target));
            try {
                extract(archive, part);
                Files.createDirectories(target);
                for (String name : sizes.keySet()) {
                    if (Files.notExists(target.resolve(name))) {
                        AtomicFile.replace(part.resolve(name), target.resolve(name));
                    }
                }
            } finally {
                Folders.deleteRecursively(part);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    archive + " cannot be extracted to " + target + " (" + e
                            + "); is the disk full, or the archive damaged?",
                    e);
        }
    }

    private void extract(Path archive, Path into) throws IOException {
        List<String> missing = new ArrayList<>(sizes.keySet());
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(raw))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null && !missing.isEmpty()) {
                String name = expectedName(entry);
                if (name != null && missing.remove(name)) {
                    if (entry.getSize() != sizes.get(name)) {
                        throw new BadInputException(archive + " contains " + entry.getName() + " of " + entry.getSize()
                                + " bytes; the original has " + sizes.get(name));
                    }
                    Files.copy(tar, into.resolve(name));
                }
                entry = tar.getNextEntry();
            }
        }
        if (!missing.isEmpty()) {
            throw new BadInputException(archive + " does not contain " + folder + "/" + String.join(", ", missing)
                    + "; use the binary version of the data set");
        }
    }

    /** Returns the name of the expected file that an entry contains, or null. */
    private String expectedName(TarArchiveEntry entry) {
        String path = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || !path.startsWith(folder + "/")) {
            return null;
        }
        String name = path.substring(folder.length() + 1);
        return sizes.containsKey(name) ? name : null;
    }
}
