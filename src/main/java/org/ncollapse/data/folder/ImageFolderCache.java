package org.ncollapse.data.folder;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.ImageShape;

/**
 * The decoded images of one folder in one binary file, which ends with the SHA-256 of its content.
 *
 * <p>Layout, as {@link DataOutputStream} writes: the format's name, the fingerprint of the folder, class count and
 * names; channels, height, width; then for each split N, the labels and the pixels. The digest is checked before the
 * file is used.
 */
final class ImageFolderCache {

    /** Its number changes when files are decoded to other values, or are no longer accepted. */
    private static final String FORMAT = "ncollapse images 2";

    private static final int KEY_LENGTH = 16;

    private final Path file;

    private ImageFolderCache(Path file) {
        this.file = file;
    }

    /** Returns the cache of an image folder. Its file name has the folder's name and a digest of its path. */
    static ImageFolderCache of(Path cacheFolder, Path imageFolder) {
        Path absolute = imageFolder.toAbsolutePath().normalize();
        String key = Sha256.of(absolute.toString()).substring(0, KEY_LENGTH);
        return new ImageFolderCache(cacheFolder.resolve(absolute.getFileName() + "-" + key + ".images"));
    }

    /** Returns the cached images; empty if there is no cache, it is damaged, or files have changed. */
    Optional<ImageFolderData> read(String fingerprint) {
        try {
            if (!isIntact()) {
                return Optional.empty();
            }
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(fingerprint)) {
                    return Optional.empty();
                }
                List<String> classes = new ArrayList<>();
                for (int left = in.readInt(); left > 0; left--) {
                    classes.add(in.readUTF());
                }
                ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
                return Optional.of(new ImageFolderData(shape, classes, readSplit(in, shape), readSplit(in, shape)));
            }
        } catch (IOException e) {
            // An unreadable cache is written again.
            return Optional.empty();
        }
    }

    /** Writes the cache. Several processes may do so at once. */
    void write(String fingerprint, ImageFolderData images) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = AtomicFile.uniqueTemporaryFileFor(file);
        try {
            Sha256 digest = new Sha256();
            try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(part));
                    OutputStream digested = new BufferedOutputStream(digest.digesting(raw));
                    DataOutputStream out = new DataOutputStream(digested)) {
                out.writeUTF(FORMAT);
                out.writeUTF(fingerprint);
                out.writeInt(images.classes().size());
                for (String name : images.classes()) {
                    out.writeUTF(name);
                }
                out.writeInt(images.shape().channels());
                out.writeInt(images.shape().height());
                out.writeInt(images.shape().width());
                writeSplit(out, images.train());
                writeSplit(out, images.test());
                out.flush();
                raw.write(digest.digest());
            }
            AtomicFile.replaceUnsynced(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private boolean isIntact() throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        long left = Files.size(file) - Sha256.BYTES;
        Sha256 digest = new Sha256();
        try (InputStream in = digest.digesting(Files.newInputStream(file))) {
            byte[] buffer = new byte[1 << 16];
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    return false;
                }
                left -= read;
            }
            byte[] found = digest.digest();
            return Arrays.equals(in.readNBytes(Sha256.BYTES), found);
        }
    }

    private static ImageSplit readSplit(DataInputStream in, ImageShape shape) throws IOException {
        int[] labels = new int[in.readInt()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.readInt();
        }
        byte[] pixels = new byte[labels.length * shape.size()];
        in.readFully(pixels);
        return new ImageSplit(shape, pixels, labels);
    }

    private static void writeSplit(DataOutputStream out, ImageSplit split) throws IOException {
        out.writeInt(split.size());
        for (int label : split.labels()) {
            out.writeInt(label);
        }
        out.write(split.pixels());
    }
}
