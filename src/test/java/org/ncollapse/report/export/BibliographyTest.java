package org.ncollapse.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.export.Bibliography.Entry;

class BibliographyTest {

    private static final List<Entry> ALL = Bibliography.all();

    @ParameterizedTest
    @EnumSource(MetricColumn.class)
    void sourcesOfColumnsHaveOneEntryPerPublication(MetricColumn column) {
        List<String> citations = Bibliography.citations(column.source());
        if (citations.isEmpty()) {
            assertThat(column.source()).isIn("–", "widely used");
        }
        for (String citation : citations) {
            assertThat(ALL.stream().filter(entry -> entry.names().contains(citation)))
                    .as(citation)
                    .hasSize(1);
        }
    }

    @Test
    void namesAndKeysAreUnique() {
        assertThat(ALL.stream().flatMap(entry -> entry.names().stream()))
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(ALL.stream().map(entry -> entry.text().replaceFirst("(?s)^@\\w+\\{(\\w+),.*", "$1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void entriesAreWellFormed() {
        for (Entry entry : ALL) {
            assertThat(entry.text())
                    .matches(Pattern.compile("@\\w+\\{\\w+,\\n(  \\w+ += \\{.*},\\n)+  \\w+ += \\{.*}\\n}"));
            assertThat(entry.text().chars().filter(c -> c == '{').count())
                    .isEqualTo(entry.text().chars().filter(c -> c == '}').count());
            assertThat(entry.text()).as("ASCII, for every BibTeX").matches("\\p{ASCII}*");
        }
    }

    @Test
    void citationFileHasTitleAuthorAndVersionOfTheEntry() throws IOException {
        String entry = ALL.stream()
                .filter(one -> one.names().contains("ncollapse"))
                .findFirst()
                .orElseThrow()
                .text();
        assertThat(entry).contains("Version @NCOLLAPSE@");
        assertThat(Files.readString(Path.of("CITATION.cff")))
                .contains("title: \"" + field(entry, "title") + "\"", "name: " + field(entry, "author"))
                .contains("\nversion: " + version() + "\n");
    }

    private static String field(String entry, String name) {
        Matcher field = Pattern.compile(name + "\\s*= \\{+([^{}]*)}").matcher(entry);
        assertThat(field.find()).as(name).isTrue();
        return field.group(1);
    }

    private static String version() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("pom.xml"))) {
            return lines.filter(line -> line.startsWith("  <version>"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("</?version>", "")
                    .strip();
        }
    }

    @Test
    void notationEqualsThatOfTheDocumentation() throws IOException {
        assertThat(Files.readString(Path.of("docs/metrics.md")))
                .contains(Template.of("notation.txt").text());
    }
}
