package org.ncollapse.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.ImageShape;

/** Data sets of a few images in the formats of the real ones, and their catalog. */
final class TinyData {

    static final List<String> FILE_NAMES = List.of("train-images", "train-labels", "test-images", "test-labels");
    static final List<String> CLASSES = List.of("zero", "one", "two");

    private TinyData() {}

    /** A file that {@code cifar_pickles.py} made. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = TinyData.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    static byte[] idxImages(int size, int height, int width, byte... pixels) {
        return ByteBuffer.allocate(16 + pixels.length)
                .putInt(0x803)
                .putInt(size)
                .putInt(height)
                .putInt(width)
                .put(pixels)
                .array();
    }

    static byte[] idxLabels(int size, byte... labels) {
        return ByteBuffer.allocate(8 + labels.length)
                .putInt(0x801)
                .putInt(size)
                .put(labels)
                .array();
    }

    /** Three training images of 1×2 and three test images. */
    static List<byte[]> idxFiles() {
        return List.of(
                idxImages(3, 1, 2, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 250, (byte) 255),
                idxLabels(3, (byte) 2, (byte) 0, (byte) 1),
                idxImages(3, 1, 2, (byte) 7, (byte) 8, (byte) 9, (byte) 10, (byte) 11, (byte) 12),
                idxLabels(3, (byte) 1, (byte) 0, (byte) 2));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static String sha256(byte[] content) {
        return new Sha256().update(content).hex();
    }

    /** A catalog of one IDX data set, {@code tiny} in folder {@code tiny-folder}, whose downloads are gzipped. */
    static DatasetCatalog catalog(URI mirror, List<byte[]> files, boolean contentKnown) {
        List<CatalogFile> downloads = IntStream.range(0, 4)
                .mapToObj(i -> new CatalogFile(
                        FILE_NAMES.get(i) + ".gz", gzip(files.get(i)).length, sha256(gzip(files.get(i)))))
                .toList();
        List<CatalogFile> contents = IntStream.range(0, 4)
                .mapToObj(i -> new CatalogFile(
                        FILE_NAMES.get(i), files.get(i).length, contentKnown ? sha256(files.get(i)) : null))
                .toList();
        return new DatasetCatalog(List.of(new CatalogEntry(
                "tiny",
                "Tiny",
                "tiny-folder",
                new CatalogEntry.TorchvisionFiles("Tiny/raw", null),
                CatalogEntry.Layout.IDX,
                new ImageShape(1, 1, 2),
                CLASSES,
                List.of(mirror),
                downloads,
                contents)));
    }

    static void write(Path folder, List<byte[]> files, boolean gzipped) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < files.size(); i++) {
            Files.write(
                    folder.resolve(FILE_NAMES.get(i) + (gzipped ? ".gz" : "")),
                    gzipped ? gzip(files.get(i)) : files.get(i));
        }
    }
}
