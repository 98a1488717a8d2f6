package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.SafetensorsWriter;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;

/** Writes the exports for papers into a run's folder, from the folder's files only. */
public final class ExportWriter {

    private ExportWriter() {}

    /**
     * Writes all exports. Each file replaces that of an earlier export atomically.
     *
     * @param folder has the run's tables and manifest
     * @return the written files as paths relative to the folder; the archive last
     * @throws BadInputException if a table is missing or damaged; nothing is written then
     */
    public static List<String> write(Path folder, ExportedRun run) throws IOException {
        MetricsTable metrics = MetricsTable.read(folder);
        if (metrics.isEmpty()) {
            throw new BadInputException(folder.resolve("metrics.csv")
                    + " has no rows: the run ended before its first captured epoch; "
                    + "continue it with 'ncollapse resume'");
        }
        FitRows fit = new FitRows(FitFiles.existsIn(folder) ? FitFiles.read(folder) : List.of());
        boolean fitted = !fit.rows().isEmpty();
        List<ExportedFile> files = new ArrayList<>();
        files.add(CollapseTable.of(run, metrics));
        if (fitted) {
            files.add(ModelsTable.of(run, fit));
        }
        files.add(PgfplotsFigure.of(run, metrics));
        files.addAll(PgfplotsData.of(metrics));
        files.add(Notebook.of(run, fitted));
        files.add(Bibliography.of(run, metrics, fit.models()));
        files.add(ExampleDocument.of(run, fitted));
        run.network().ifPresent(network -> files.add(PyTorchModule.of(run, network)));

        clear(folder);
        ColumnDictionary.write(folder);
        for (ExportedFile file : files) {
            write(folder, file);
        }
        List<String> stateFiles = new ArrayList<>();
        if (run.network().isPresent()) {
            List<SafetensorsWriter.Tensor> stateDict = run.network().get().stateDict();
            AtomicFile.writeUnsynced(
                    folder.resolve(PyTorchModule.STATE_FILE), part -> SafetensorsWriter.write(part, stateDict));
            stateFiles.add(PyTorchModule.STATE_FILE);
        }
        ExportedFile contents = ArchiveReadme.of(run, folder);
        write(folder, contents);
        ExportArchive.write(folder, run.name());
        return Stream.of(
                        Stream.of(ColumnDictionary.FILE),
                        files.stream().map(ExportedFile::path),
                        stateFiles.stream(),
                        Stream.of(contents.path(), ExportArchive.fileName(run.name())))
                .flatMap(paths -> paths)
                .toList();
    }

    /** Deletes files of an earlier export that may be of layers, fits or a network that no longer exist. */
    private static void clear(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(PyTorchModule.FILE));
        Files.deleteIfExists(folder.resolve(PyTorchModule.STATE_FILE));
        for (String name : List.of("tables", "pgfplots")) {
            Path generatedFolder = folder.resolve(name);
            if (Files.isDirectory(generatedFolder)) {
                try (Stream<Path> files = Files.list(generatedFolder)) {
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
