package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.text.NumberText;

/**
 * {@code README.txt}: a description of each file in the archive, the folders that are not in it, and the notation of
 * {@code columns.csv}.
 */
final class ArchiveReadme {

    static final String FILE = "README.txt";

    private static final List<FileDescription> KINDS = List.of(
            new FileDescription(FILE, "this file"),
            new FileDescription(
                    "manifest.json", "the experiment, data, software and machine of the run, and its status"),
            new FileDescription("columns.csv", "definition, unit and source of each column of each table"),
            new FileDescription("metrics.csv", "all metrics by epoch, layer and split"),
            new FileDescription("epochs.csv", "training means of loss and error, learning rate and seconds by epoch"),
            new FileDescription("gram.csv", "inner products of the class means and of the head's rows"),
            new FileDescription("logits.csv", "the logits at the class means"),
            new FileDescription("spectra.csv", "eigenvalues of the covariances, singular values of the head"),
            new FileDescription("ufm.csv", "unconstrained features models compared with the run"),
            new FileDescription("verdict.txt", "the verdict on these models"),
            new FileDescription("comparison.csv", "the closed form compared with the end of the simulation"),
            new FileDescription("report.html", "a page that shows the run"),
            new FileDescription("*.ipynb", "a notebook that reads the tables and draws the figures"),
            new FileDescription("references.bib", "BibTeX entries for the methods and software of the run"),
            new FileDescription("example.tex", "a LaTeX document with all of tables/, pgfplots/ and references.bib"),
            new FileDescription("tables/*.tex", "a LaTeX table (booktabs)"),
            new FileDescription("pgfplots/*.tex", "a pgfplots figure for \\input"),
            new FileDescription("pgfplots/*.dat", "the columns of metrics.csv for pgfplots, of one layer and split"),
            new FileDescription("figures/*", "a figure of the run"),
            new FileDescription(PyTorchModule.FILE, "the network as a PyTorch module; its text says how to use it"),
            new FileDescription(PyTorchModule.STATE_FILE, "the weights of the trained network, for network.py"));

    private ArchiveReadme() {}

    /** The description of the files that match a pattern. */
    private record FileDescription(String pattern, String what) {
        boolean is(String file) {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
        }
    }

    /** Describes the files in the folder, and itself. */
    static ExportedFile of(ExportedRun run, Path folder) throws IOException {
        List<String> files = Stream.concat(Stream.of(FILE), ExportArchive.files(folder, run.name()).stream())
                .distinct()
                .sorted()
                .toList();
        int width = files.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("The run %s: %s. It is %s.".formatted(run.name(), run.description(), run.status()));
        lines.add("Exported by ncollapse %s. manifest.json has the provenance.".formatted(run.ncollapseVersion()));
        lines.add("");
        files.forEach(file ->
                lines.add(("%-" + width + "s  %s").formatted(file, what(file)).stripTrailing()));
        for (String folderName : ExportArchive.LEFT_OUT) {
            Path left = folder.resolve(folderName);
            if (Files.isDirectory(left)) {
                lines.add("");
                lines.add("%s does not contain %s/ (features as .npz, %s)."
                        .formatted(ExportArchive.fileName(run.name()), folderName, size(bytes(left))));
            }
        }
        if (ExportArchive.hasLargeNetwork(folder)) {
            lines.add("");
            lines.add("%s does not contain %s (the weights of the trained network, %s)."
                    .formatted(
                            ExportArchive.fileName(run.name()),
                            PyTorchModule.STATE_FILE,
                            size(Files.size(folder.resolve(PyTorchModule.STATE_FILE)))));
        }
        lines.add("");
        lines.add(Template.of("notation.txt").text().strip());
        return new ExportedFile(FILE, String.join("\n", lines) + "\n");
    }

    private static String what(String file) {
        return KINDS.stream()
                .filter(kind -> kind.is(file))
                .findFirst()
                .map(FileDescription::what)
                .orElse("");
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static String size(long bytes) {
        return NumberText.bytes(bytes);
    }
}
