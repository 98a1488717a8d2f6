package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SweepReader;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Checks the commands in README and docs: every command is parsed, every {@code --set} and every experiment file is
 * read. Commands that take seconds, given small settings, are run.
 */
class DocumentedCommandsTest {

    /** Folders of the repository that a documented path may begin with; other paths are the reader's. */
    private static final Set<String> OWN_FOLDERS = Set.of("experiments", "benchmarks", "docs", ".ci");

    /** Programs of others, which are not checked. */
    private static final Set<String> COMMON_PROGRAMS = Set.of("git", "cd", "printf", "chmod", "mlflow", "wandb");

    /** The pages that explain the commands; their commands are run in this order. */
    private static final List<Path> RUN_PAGES = List.of(Path.of("README.md"), Path.of("docs/commands.md"));

    @TempDir
    private Path home;

    static Stream<DocumentedCommand> commands() {
        return DocumentedCommand.pages().stream().flatMap(page -> DocumentedCommand.of(page).stream());
    }

    static Stream<String> files() {
        return DocumentedCommand.pages().stream()
                .flatMap(page -> DocumentedCommand.blocks(page, "yaml").stream())
                .filter(block -> block.startsWith("name:"));
    }

    @Test
    void readmeHasTheTwoCommandsOfCi() throws IOException {
        List<DocumentedCommand> readme = DocumentedCommand.of(Path.of("README.md"));

        assertThat(readme)
                .extracting(DocumentedCommand::words)
                .contains(List.of("./ncollapse", "run"), List.of("mvn", "test"));
        assertThat(commands()).hasSizeGreaterThan(50);
    }

    @Test
    void statusTableHasEveryStatusInOrder() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/commands.md"));
        List<String> documented = lines.subList(lines.indexOf("| status | meaning |") + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("`")[1])
                .toList();

        assertThat(documented)
                .isEqualTo(Stream.of(RunStatus.values()).map(RunStatus::key).toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandIsValid(DocumentedCommand command) throws IOException {
        try {
            check(command.words());
        } catch (MissingParameterException e) {
            assertThat(command.isMention()).as(e.getMessage()).isTrue();
        }
    }

    private static void check(List<String> words) throws IOException {
        String program = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        if (program.matches("\\w+=.*")) { // An environment variable before the program.
            check(arguments);
        } else if (program.matches("(\\./)?ncollapse")) {
            checkArguments(arguments);
        } else if (program.equals("java")) {
            int jar = arguments.indexOf("-jar");
            assertThat(arguments.get(jar + 1)).endsWith("ncollapse.jar");
            checkArguments(arguments.subList(jar + 2, arguments.size()));
        } else if (program.equals("sbatch")) {
            check(DocumentedCommand.split(arguments.get(arguments.indexOf("--wrap") + 1)));
        } else if (program.matches("(\\./)?mvnw?")) {
            checkMaven(arguments);
        } else if (program.contains("/")) {
            assertThat(Path.of(program)).isExecutable();
            arguments.forEach(DocumentedCommandsTest::checkPath);
        } else {
            assertThat(COMMON_PROGRAMS).contains(program);
        }
    }

    /** The command line accepts the arguments, and the settings and files in them are valid. */
    private static void checkArguments(List<String> arguments) throws IOException {
        ParseResult parsed = leaf(Main.commandLine().parseArgs(arguments.toArray(String[]::new)));
        arguments.forEach(DocumentedCommandsTest::checkPath);
        List<String> settings = parsed.matchedOptionValue("--set", List.of());
        Path file = existingFile(parsed);
        switch (parsed.commandSpec().qualifiedName()) {
            case "ncollapse run", "ncollapse resume", "ncollapse doctor" -> {
                if (file == null) {
                    RunCommand.readQuickStart(settings);
                } else {
                    RunCommand.readExperiment(file, settings);
                }
            }
            case "ncollapse ufm simulate" -> {
                Path simulation = file != null ? file : Path.of("experiments/paper/plain.yaml");
                SimulationReader.read(simulation.toString(), Files.readString(simulation), settings);
            }
            case "ncollapse sweep" -> {
                if (file != null) {
                    readSweep(file);
                }
            }
            default -> assertThat(settings).isEmpty();
        }
    }

    private static ParseResult leaf(ParseResult parsed) {
        return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
    }

    /** Returns the file argument of a command; null if it has none or if the reader would create the file. */
    private static Path existingFile(ParseResult parsed) {
        return parsed.matchedPositionals().stream()
                .flatMap(positional -> positional.originalStringValues().stream())
                .filter(word -> word.endsWith(".yaml"))
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    private static void checkPath(String word) {
        Path path = Path.of(word);
        if (word.contains("/")
                && !isPlaceholder(word)
                && OWN_FOLDERS.contains(path.getName(0).toString())) {
            assertThat(path).exists();
        }
    }

    /** Returns whether a word is a placeholder, such as NAME or experiments/FILE. */
    private static boolean isPlaceholder(String word) {
        return word.matches("(.*/)?[A-Z]+");
    }

    private static void checkMaven(List<String> arguments) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String argument : arguments) {
            if (argument.startsWith("-P")) {
                assertThat(pom).contains("<id>" + argument.substring(2) + "</id>");
            } else if (argument.startsWith("-Dnatives.") || argument.startsWith("-Dfaults.")) {
                assertThat(pom).contains("<" + argument.substring(2).replaceAll("=.*", "") + ">");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileIsValid(String yaml) {
        if (yaml.contains("\nexperiment:")) {
            SweepReader.read("documentation", yaml, DocumentedCommandsTest::experimentOfSweep);
        } else if (yaml.contains("\nmodel:")) {
            SimulationReader.read("documentation", yaml, List.of());
        } else {
            ExperimentReader.read("documentation", yaml, List.of());
        }
    }

    private static void readSweep(Path file) throws IOException {
        SweepReader.read(
                file.toString(),
                Files.readString(file),
                named -> experimentOfSweep(file.resolveSibling(named).toString()));
    }

    /** By its name among the experiments if the page does not name it from the repository's root. */
    private static SweepReader.ExperimentSource experimentOfSweep(String named) {
        Path path = Path.of(named);
        Path experiment = Files.exists(path) ? path : Path.of("experiments").resolve(path.getFileName());
        try {
            return new SweepReader.ExperimentSource(experiment.toString(), Files.readString(experiment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs train on a few of the built-in digits for two epochs, under the names that later commands use. */
    @Test
    void quickCommandsSucceed() throws IOException, InterruptedException {
        Set<List<String>> done = new LinkedHashSet<>();
        for (Path page : RUN_PAGES) {
            for (DocumentedCommand command : DocumentedCommand.of(page)) {
                List<String> small = smallVariant(command);
                if (small != null && done.add(small)) {
                    CommandResult result = run(small);
                    assertThat(result.code())
                            .as("%s%n%s", command, result.err())
                            .isZero();
                }
            }
        }
        assertThat(done).hasSizeGreaterThan(12);
    }

    /** Returns the command with settings under which it takes seconds; null if it is not run here. */
    private List<String> smallVariant(DocumentedCommand command) throws IOException {
        if (command.isMention() || !command.program().equals("./ncollapse")) {
            return null;
        }
        ParseResult parsed =
                leaf(Main.commandLine().parseArgs(command.arguments().toArray(String[]::new)));
        if (parsed.isUsageHelpRequested()) {
            return command.arguments();
        }
        boolean namesAbsentFile =
                existingFile(parsed) == null && command.words().stream().anyMatch(word -> word.endsWith(".yaml"));
        if (namesAbsentFile || command.words().stream().anyMatch(DocumentedCommandsTest::isPlaceholder)) {
            return null;
        }
        List<String> small = new ArrayList<>(command.arguments());
        switch (parsed.commandSpec().qualifiedName()) {
            case "ncollapse run" -> small.addAll(smallRun(parsed));
            case "ncollapse resume" -> small.addAll(List.of("--set", "training.epochs=3"));
            case "ncollapse ufm simulate" ->
                small.addAll(List.of("--set", "gradientDescent.iterations=100", "--set", "record.logSpaced=5"));
            case "ncollapse status", "ncollapse compare", "ncollapse report", "ncollapse fit", "ncollapse export" -> {}
            case "ncollapse ufm predict" -> {
                return small;
            }
            default -> {
                return null;
            }
        }
        small.addAll(List.of("--home", home.toString()));
        return small;
    }

    private static List<String> smallRun(ParseResult parsed) throws IOException {
        Path file = existingFile(parsed);
        NetworkSpec network = (file == null
                        ? RunCommand.readQuickStart(List.of())
                        : RunCommand.readExperiment(file, List.of()))
                .network();
        List<String> settings = new ArrayList<>(List.of(
                "dataset={name: digits, samplesPerClass: 3}",
                "training={epochs: 2, batchSize: 16}",
                "capture.epochs={first: 1, logSpaced: 0}",
                "capture.saveFeatures=[]",
                "compute.threads=1"));
        settings.add(network instanceof NetworkSpec.Mlp ? "network.widths=[12, 8]" : "network.width=2");
        return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
    }

    /** Runs a command in this process, or in a separate one if it needs the launcher's environment. */
    private CommandResult run(List<String> arguments) throws IOException, InterruptedException {
        if (!List.of("run", "resume", "fit", "ufm").contains(arguments.get(0))) {
            return CommandResult.run(arguments.toArray(String[]::new));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Path output = Files.createTempFile(home, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("NCOLLAPSE_STDERR_IS_TERMINAL", "0");
        int code = builder.start().waitFor();
        return new CommandResult(code, "", Files.readString(output));
    }
}
