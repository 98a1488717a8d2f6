package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code README.txt}: every file of the archive with a word of what it is, what was left out, and the notation of
 * {@code columns.csv}.
 */
final class Contents {

    static final String FILE = "README.txt";

    private static final List<Kind> KINDS = List.of(
            new Kind(FILE, "this"),
            new Kind("manifest.json", "everything that the run came from, and how it ended"),
            new Kind("columns.csv", "what each column of each table is: definition, unit, source"),
            new Kind("metrics.csv", "every measure, by epoch, layer and split"),
            new Kind("epochs.csv", "running loss and error, learning rate, seconds, by epoch"),
            new Kind("gram.csv", "inner products of the class means and of the head's rows"),
            new Kind("logits.csv", "the logits at the class means"),
            new Kind("spectra.csv", "eigenvalues of the covariances, singular values of the head"),
            new Kind("ufm.csv", "unconstrained features models beside the run"),
            new Kind("verdict.txt", "the same in words"),
            new Kind("prediction.csv", "the closed form beside the simulation's end"),
            new Kind("report.html", "the run on a page, to look at"),
            new Kind("*.ipynb", "a notebook that reads the tables and draws the figures"),
            new Kind("references.bib", "BibTeX for what the run used"),
            new Kind("example.tex", "a document with all of tables/, pgfplots/ and references.bib in it"),
            new Kind("tables/*.tex", "a LaTeX table (booktabs)"),
            new Kind("pgfplots/*.tex", "a figure to \\input, drawn by pgfplots"),
            new Kind("pgfplots/*.dat", "the columns of metrics.csv for pgfplots, of one layer and split"),
            new Kind("figures/*", "a figure as the run drew it"));

    private Contents() {}

    /** Files that have something in common: a pattern, which a star in it makes wider, and what they are. */
    private record Kind(String pattern, String what) {
        boolean is(String file) {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
        }
    }

    /** Describes what lies in the folder now, and the list itself. */
    static ExportedFile of(Subject subject, Path folder) throws IOException {
        List<String> files = Stream.concat(Stream.of(FILE), ExportArchive.contents(folder, subject.name()).stream())
                .distinct()
                .sorted()
                .toList();
        int width = files.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("The run %s: %s. It is %s.".formatted(subject.name(), subject.setting(), subject.status()));
        lines.add("Exported by ncollapse %s. manifest.json says where everything comes from."
                .formatted(subject.version()));
        lines.add("");
        files.forEach(file ->
                lines.add(("%-" + width + "s  %s").formatted(file, what(file)).stripTrailing()));
        for (String folderName : ExportArchive.LEFT_OUT) {
            Path left = folder.resolve(folderName);
            if (Files.isDirectory(left)) {
                lines.add("");
                lines.add("Left out of %s: %s/, features as .npz, %s."
                        .formatted(ExportArchive.file(subject.name()), folderName, size(bytes(left))));
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
                .map(Kind::what)
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
        return bytes < 1 << 20
                ? Math.max(1, bytes >> 10) + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
