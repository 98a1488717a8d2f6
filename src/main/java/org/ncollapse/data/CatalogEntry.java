package org.ncollapse.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.ncollapse.spec.ImageShape;

/**
 * A data set of the catalog.
 *
 * @param name its name in experiments
 * @param title its usual name
 * @param folder its folder below the datasets folder
 * @param torchvision where torchvision keeps it
 * @param layout the format of its files
 * @param shape the shape of its images
 * @param classes the K class names
 * @param mirrors base addresses, ending with a slash, to which the name of a download is appended
 * @param downloads the files of the mirrors
 * @param files the files that are read, uncompressed, in the order of the layout
 */
public record CatalogEntry(
        String name,
        String title,
        String folder,
        TorchvisionFiles torchvision,
        Layout layout,
        ImageShape shape,
        List<String> classes,
        List<URI> mirrors,
        List<CatalogFile> downloads,
        List<CatalogFile> files) {

    /**
     * Where torchvision keeps a data set below its own root.
     *
     * @param folder the folder of the files, which for CIFAR are pickles with the names of {@code files} without
     *     {@code .bin}
     * @param archive the archive that contains the folder; null if the files come singly
     */
    public record TorchvisionFiles(String folder, String archive) {}

    /** The file formats of data sets. */
    public enum Layout {
        /** Four IDX files, possibly gzipped: training images and labels, test images and labels. */
        @JsonProperty("idx")
        IDX,
        /** CIFAR-10's binary records; the last file is the test split. */
        @JsonProperty("cifar10")
        CIFAR10,
        /** CIFAR-100's binary records, with their fine labels; the last file is the test split. */
        @JsonProperty("cifar100")
        CIFAR100;

        /** Whether the download is one archive of the folder instead of single files. */
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

    /** Returns the number of images in the original training files. */
    int trainingImages() {
        return images(layout == Layout.IDX ? files.subList(0, 1) : files.subList(0, files.size() - 1));
    }

    /** Returns the number of images in the original test files. */
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

    /** Returns the download that contains a file of this data set. */
    CatalogFile downloadOf(int file) {
        return downloads.get(layout.isArchive() ? 0 : file);
    }

    /** Returns what a user must get and where to put it, for a manual download into the folder of the data sets. */
    String manualInstructions(Path datasets) {
        String urls = mirrors.stream().map(URI::toString).collect(Collectors.joining(" or "));
        String names = files.stream().map(CatalogFile::name).collect(Collectors.joining(", "));
        Path target = datasets.resolve(folder);
        String instructions = layout.isArchive()
                ? "get " + downloads.get(0).name() + " from " + urls + " and put it into " + datasets
                        + ", or put its files into " + target + ": " + names
                : "get the files from " + urls + " and put them into " + target + ", with or without .gz: " + names;
        return instructions + "; torchvision's copy is read too, if --datasets is its root, which contains "
                + torchvision.folder();
    }
}
