package org.ncollapse.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The files of a known data set below the datasets folder. */
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

    /** The names of the files that are not there. */
    List<String> missing() {
        return entry.files().stream()
                .map(CatalogFile::name)
                .filter(name -> !Files.isRegularFile(path(name)))
                .toList();
    }

    /** How much is there, at a glance. */
    DatasetState quickState() {
        List<String> missing = missing();
        DatasetState.Availability found = missing.isEmpty()
                ? DatasetState.Availability.PRESENT
                : missing.size() < entry.files().size()
                        ? DatasetState.Availability.INCOMPLETE
                        : DatasetState.Availability.MISSING;
        return new DatasetState(entry, folder, found, missing, List.of());
    }

    /** Reads and judges every file; none may be missing. */
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

    /** The splits that the files hold, as the layout says: training first, then test. */
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

    /** A file's path: gzipped where that is how IDX files lie. */
    private Path path(String name) {
        Path gzipped = folder.resolve(name + ".gz");
        return entry.layout() == CatalogEntry.Layout.IDX && Files.isRegularFile(gzipped)
                ? gzipped
                : folder.resolve(name);
    }
}
