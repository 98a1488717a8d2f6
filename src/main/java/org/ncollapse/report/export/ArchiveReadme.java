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
 * {@code README.txt}: every file of the archive with a word of what it is, what was left out, and the notation of
 * {@code columns.csv}.
 */
final class ArchiveReadme {

    static final String FILE = "README.txt";

    private static final List<FileDescription> KINDS = List.of(
            new FileDescription(FILE, "this"),
            new FileDescription("manifest.json", "everything that the run came from, and how it ended"),
            new FileDescription("columns.csv", "what each column of each table is: definition, unit, source"),
            new FileDescription("metrics.csv", "every measure, by epoch, layer and split"),
            new FileDescription("epochs.csv", "running loss and error, learning rate, seconds, by epoch"),
            new FileDescription("gram.csv", "inner products of the class means and of the head's rows"),
            new FileDescription("logits.csv", "the logits at the class means"),
            new FileDescription("spectra.csv", "eigenvalues of the covariances, singular values of the head"),
            new FileDescription("ufm.csv", "unconstrained features models beside the run"),
            new FileDescription("verdict.txt", "the same in words"),
            new FileDescription("comparison.csv", "the closed form beside the simulation's end"),
            new FileDescription("report.html", "the run on a page, to look at"),
            new FileDescription("*.ipynb", "a notebook that reads the tables and draws the figures"),
            new FileDescription("references.bib", "BibTeX for what the run used"),
            new FileDescription("example.tex", "a document with all of tables/, pgfplots/ and references.bib in it"),
            new FileDescription("tables/*.tex", "a LaTeX table (booktabs)"),
            new FileDescription("pgfplots/*.tex", "a figure to \\input, drawn by pgfplots"),
            new FileDescription("pgfplots/*.dat", "the columns of metrics.csv for pgfplots, of one layer and split"),
            new FileDescription("figures/*", "a figure as the run drew it"));

    private ArchiveReadme() {}

    /** Files that have something in common: a pattern, which a star in it makes wider, and what they are. */
    private record FileDescription(String pattern, String what) {
        boolean is(String file) {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
        }
    }

    /** Describes what lies in the folder now, and the list itself. */
    static ExportedFile of(ExportedRun subject, Path folder) throws IOException {
        List<String> files = Stream.concat(Stream.of(FILE), ExportArchive.files(folder, subject.name()).stream())
                .distinct()
                .sorted()
                .toList();
        int width = files.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("The run %s: %s. It is %s.".formatted(subject.name(), subject.description(), subject.status()));
        lines.add("Exported by ncollapse %s. manifest.json says where everything comes from."
                .formatted(subject.ncollapseVersion()));
        lines.add("");
        files.forEach(file ->
                lines.add(("%-" + width + "s  %s").formatted(file, what(file)).stripTrailing()));
        for (String folderName : ExportArchive.LEFT_OUT) {
            Path left = folder.resolve(folderName);
            if (Files.isDirectory(left)) {
                lines.add("");
                lines.add("Left out of %s: %s/, features as .npz, %s."
                        .formatted(ExportArchive.fileName(subject.name()), folderName, size(bytes(left))));
            }
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
