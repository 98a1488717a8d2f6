package org.ncollapse.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import org.ncollapse.spec.ImageShape;

/**
 * A data set that the catalog knows.
 *
 * @param name what experiments call it
 * @param title what people call it
 * @param folder its folder below the datasets folder
 * @param layout how its files are laid out
 * @param shape of the original's images
 * @param classes the K class names
 * @param mirrors addresses that end with a slash; a download's name goes behind
 * @param downloads what the mirrors hold
 * @param files what is read, uncompressed, in the order that the layout says
 */
public record CatalogEntry(
        String name,
        String title,
        String folder,
        Layout layout,
        ImageShape shape,
        List<String> classes,
        List<URI> mirrors,
        List<CatalogFile> downloads,
        List<CatalogFile> files) {

    /** How the files of a data set are laid out. */
    public enum Layout {
        /** Four IDX files, each perhaps gzipped: training images and labels, test images and labels. */
        @JsonProperty("idx")
        IDX,
        /** CIFAR-10's binary records; the last file is the test split. */
        @JsonProperty("cifar10")
        CIFAR10,
        /** CIFAR-100's binary records, with their fine labels; the last file is the test split. */
        @JsonProperty("cifar100")
        CIFAR100;

        /** Whether the download is one archive of the folder, and not file by file. */
        boolean isArchive() {
            return this != IDX;
        }
    }

    /** Copies the lists. */
    public CatalogEntry {
        classes = List.copyOf(classes);
        mirrors = List.copyOf(mirrors);
        downloads = List.copyOf(downloads);
        files = List.copyOf(files);
    }

    /** How many images the original's training files hold. */
    int trainingImages() {
        return images(layout == Layout.IDX ? files.subList(0, 1) : files.subList(0, files.size() - 1));
    }

    /** How many its test files hold. */
    int testImages() {
        return images(layout == Layout.IDX ? files.subList(2, 3) : files.subList(files.size() - 1, files.size()));
    }

    private int images(List<CatalogFile> images) {
        long bytes = images.stream().mapToLong(CatalogFile::bytes).sum();
        return switch (layout) {
            case IDX -> (int) ((bytes - IdxReader.IMAGES_HEADER) / shape.size());
            case CIFAR10 -> (int) (bytes / (1 + shape.size()));
            case CIFAR100 -> (int) (bytes / (2 + shape.size()));
        };
    }

    /** The download that a file of this data set comes from. */
    CatalogFile downloadOf(int file) {
        return downloads.get(layout.isArchive() ? 0 : file);
    }

    /** The files and folder as a reader who must fetch them by hand needs them. */
    String manualInstructions() {
        List<String> names = files.stream().map(CatalogFile::name).toList();
        return layout.isArchive()
                ? folder + "/ with " + String.join(", ", names) + " (or "
                        + downloads.get(0).name() + " beside it)"
                : folder + "/ with " + String.join(", ", names) + " (each with or without .gz)";
    }
}
