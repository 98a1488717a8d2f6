package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;

/** Adds to a run's folder what a paper takes from it, from the folder's files alone. */
public final class ExportWriter {

    private ExportWriter() {}

    /**
     * Writes everything; what an earlier export wrote is replaced, each file whole.
     *
     * @param folder holds the run's tables and manifest
     * @return what was written, by paths below the folder; the archive last
     * @throws BadInputException where a table is missing or damaged; nothing is written then
     */
    public static List<String> write(Path folder, ExportedRun subject) throws IOException {
        MetricsTable metrics = MetricsTable.read(folder);
        if (metrics.isEmpty()) {
            throw new BadInputException(
                    folder.resolve("metrics.csv")
                            + " has no rows: the run ended before its first captured epoch; continue it with 'ncollapse resume'");
        }
        FitRows fit = new FitRows(FitFiles.existsIn(folder) ? FitFiles.read(folder) : List.of());
        boolean fitted = !fit.rows().isEmpty();
        List<ExportedFile> files = new ArrayList<>();
        files.add(CollapseTable.of(subject, metrics));
        if (fitted) {
            files.add(ModelsTable.of(subject, fit));
        }
        files.add(PgfplotsFigure.of(subject, metrics));
        files.addAll(PgfplotsData.of(metrics));
        files.add(Notebook.of(subject, fitted));
        files.add(Bibliography.of(subject, metrics, fit.models()));
        files.add(ExampleDocument.of(subject, fitted));

        clear(folder);
        ColumnDictionary.write(folder);
        for (ExportedFile file : files) {
            write(folder, file);
        }
        ExportedFile contents = ArchiveReadme.of(subject, folder);
        write(folder, contents);
        ExportArchive.write(folder, subject.name());
        return Stream.of(
                        Stream.of(ColumnDictionary.FILE),
                        files.stream().map(ExportedFile::path),
                        Stream.of(contents.path(), ExportArchive.fileName(subject.name())))
                .flatMap(paths -> paths)
                .toList();
    }

    /** Removes what an earlier export made of a fit or of layers that are no longer there. */
    private static void clear(Path folder) throws IOException {
        for (String name : List.of("tables", "pgfplots")) {
            Path made = folder.resolve(name);
            if (Files.isDirectory(made)) {
                try (Stream<Path> files = Files.list(made)) {
                    for (Path file : files.filter(file -> file.toString().matches(".*\\.(tex|dat)"))
                            .toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static void write(Path folder, ExportedFile file) throws IOException {
        Path path = folder.resolve(file.path());
        Files.createDirectories(path.getParent());
        AtomicFile.writeUnsynced(path, part -> Files.writeString(part, file.content()));
    }
}
