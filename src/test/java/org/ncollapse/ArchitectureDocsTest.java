package org.ncollapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md agrees with the rules of {@link PackageDependencyTest} and names existing classes. */
class ArchitectureDocsTest {

    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Z]\\w*[a-z]\\w*");

    /** Packages of Deeplearning4j. */
    private static final Set<String> FOREIGN_CLASSES = Set.of("ComputationGraph");

    @Test
    void packagesTableIsTheDependencyRule() throws IOException {
        assertThat(table("| package | purpose | may use |")).isEqualTo(PackageDependencyTest.MAY_USE);
    }

    @Test
    void experimentTableIsTheDependencyRule() throws IOException {
        assertThat(table("| subpackage of `experiment` | purpose | may use of `experiment` |"))
                .isEqualTo(PackageDependencyTest.EXPERIMENT_MAY_USE);
    }

    @Test
    void namedClassesExist() throws IOException {
        Set<String> existing;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            existing = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> named = Pattern.compile("`([^`\\n]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .filter(name -> CLASS_NAME.matcher(name).matches())
                .filter(name -> !FOREIGN_CLASSES.contains(name))
                .distinct()
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(existing).contains(name));
    }

    /** Checks qualified names, such as {@code report.page.RunPage}. */
    @Test
    void namedClassesAreInTheirPackages() throws IOException {
        List<String> qualified = Pattern.compile("\\b(?:[a-z]\\w+\\.)+[A-Z]\\w*[a-z]\\w*")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group().replace('.', '/') + ".java")
                .toList();

        assertThat(qualified)
                .hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(
                                Path.of("src/main/java", file.startsWith("org/") ? "" : "org/ncollapse", file))
                        .exists());
    }

    /** Each package and those that it may use, in the order of the page; "all above" means all earlier rows. */
    private static Map<String, List<String>> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        Map<String, List<String>> packages = new LinkedHashMap<>();
        lines.subList(lines.indexOf(head) + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split(" *\\| *"))
                .forEach(cells -> packages.put(
                        cells[1].replace("`", ""),
                        switch (cells[3]) {
                            case "–" -> List.of();
                            case "all above" -> List.copyOf(packages.keySet());
                            default -> Arrays.asList(cells[3].split(", "));
                        }));
        return packages;
    }
}
