package org.ncollapse.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The files of a catalog data set in the datasets folder. */
final class LocalDataset {

    private final CatalogEntry entry;
    private final Path folder;

    LocalDataset(CatalogEntry entry, Path datasetsFolder) {
        this.entry = entry;
        this.folder = datasetsFolder.resolve(entry.folder());
    }

    /** The folder of this data set. */
    Path folder() {
        return folder;
    }

    /** Returns the names of the missing files. */
    List<String> missing() {
        return entry.files().stream()
                .map(CatalogFile::name)
                .filter(name -> !Files.isRegularFile(path(name)))
                .toList();
    }

    /** Returns the state without reading files. */
    DatasetState quickState() {
        List<String> missing = missing();
        DatasetState.Availability availability = missing.isEmpty()
                ? DatasetState.Availability.PRESENT
                : missing.size() < entry.files().size()
                        ? DatasetState.Availability.INCOMPLETE
                        : DatasetState.Availability.MISSING;
        return new DatasetState(entry, folder, availability, missing, List.of());
    }

    /** Reads every file and compares it with the original; none may be missing. */
    List<DigestedFile> files() {
        List<DigestedFile> files = new ArrayList<>();
        for (int i = 0; i < entry.files().size(); i++) {
            CatalogFile expected = entry.files().get(i);
            Path path = path(expected.name());
            files.add(DigestedFile.digest(
                    path, entry.folder() + "/" + path.getFileName(), expected, entry.downloadOf(i)));
        }
        return files;
    }

    /** Reads the training split and the test split from the files. */
    List<ImageSplit> splits(List<DigestedFile> files) {
        List<String> classes = entry.classes();
        int last = files.size() - 1;
        return switch (entry.layout()) {
            case IDX ->
                IntStream.of(0, 2)
                        .mapToObj(i -> IdxReader.read(files.get(i), files.get(i + 1), classes))
                        .toList();
            case CIFAR10 -> {
                CifarReader reader = CifarReader.cifar10(classes.size());
                yield List.of(reader.read(files.subList(0, last)), reader.read(files.subList(last, last + 1)));
            }
            case CIFAR100 -> {
                CifarReader reader = CifarReader.cifar100(classes.size());
                yield List.of(reader.read(files.subList(0, last)), reader.read(files.subList(last, last + 1)));
            }
        };
    }

    /** Returns the path of a file; of an IDX file that exists gzipped, the gzipped one. */
    private Path path(String name) {
        Path gzipped = folder.resolve(name + ".gz");
        return entry.layout() == CatalogEntry.Layout.IDX && Files.isRegularFile(gzipped)
                ? gzipped
                : folder.resolve(name);
    }
}
