package org.ncollapse.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The files of a catalog data set in the datasets folder: in this program's folder of the data set, or where
 * torchvision keeps it, if only that is complete.
 */
final class LocalDataset {

    private final CatalogEntry entry;
    private final Path datasetsFolder;
    private final Path folder;
    private final boolean isTorchvision;

    LocalDataset(CatalogEntry entry, Path datasetsFolder) {
        this.entry = entry;
        this.datasetsFolder = datasetsFolder;
        Path own = datasetsFolder.resolve(entry.folder());
        Path torchvision = datasetsFolder.resolve(entry.torchvision().folder());
        isTorchvision = !isComplete(own, false) && isComplete(torchvision, true);
        folder = isTorchvision ? torchvision : own;
    }

    /** The folder of this data set. */
    Path folder() {
        return folder;
    }

    /** Returns the names of the missing files. */
    List<String> missing() {
        return entry.files().stream()
                .map(CatalogFile::name)
                .filter(name -> find(folder, isTorchvision, name).isEmpty())
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

    /** Returns torchvision's archive of the data set if it exists, but has not been extracted. */
    Optional<Path> unextractedArchive() {
        return Optional.ofNullable(entry.torchvision().archive())
                .map(datasetsFolder::resolve)
                .filter(Files::isRegularFile)
                .filter(archive -> !missing().isEmpty());
    }

    /** Reads every file and compares it with the original; none may be missing. */
    List<DigestedFile> files() {
        List<DigestedFile> files = new ArrayList<>();
        for (int i = 0; i < entry.files().size(); i++) {
            CatalogFile expected = entry.files().get(i);
            Path path = find(folder, isTorchvision, expected.name()).orElse(folder.resolve(expected.name()));
            String name = datasetsFolder.relativize(path).toString().replace('\\', '/');
            files.add(DigestedFile.digest(path, encoding(path), name, expected, entry.downloadOf(i)));
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

    private FileEncoding encoding(Path path) {
        return switch (entry.layout()) {
            case IDX -> FileEncoding.ofName(path);
            case CIFAR10 -> isTorchvision ? FileEncoding.CIFAR10_PICKLE : FileEncoding.RAW;
            case CIFAR100 -> isTorchvision ? FileEncoding.CIFAR100_PICKLE : FileEncoding.RAW;
        };
    }

    private boolean isComplete(Path place, boolean torchvision) {
        return entry.files().stream()
                .allMatch(file -> find(place, torchvision, file.name()).isPresent());
    }

    /**
     * Returns a file by the catalog's name for it: an IDX file also gzipped, which is preferred, or with a dot in its
     * name as the original site had it; a pickle without {@code .bin}.
     */
    private Optional<Path> find(Path place, boolean torchvision, String name) {
        Stream<String> names = entry.layout() == CatalogEntry.Layout.IDX
                ? Stream.of(name, name.replace("-idx", ".idx")).flatMap(known -> Stream.of(known + ".gz", known))
                : Stream.of(torchvision ? name.replace(".bin", "") : name);
        return names.map(place::resolve).filter(Files::isRegularFile).findFirst();
    }
}
