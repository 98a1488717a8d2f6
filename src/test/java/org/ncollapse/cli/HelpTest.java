package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "-h",
                "help",
                "run --help",
                "help run",
                "export --help",
                "mlflow --help",
                "data",
                "data --help",
                "help data",
                "data list --help",
                "data fetch --help",
                "data verify --help",
                "ufm",
                "ufm --help",
                "ufm predict --help",
                "ufm simulate --help",
                "reproduce --help",
                "measure --help"
            })
    void everyHelpTextHasExamplesAndFitsTheLine(String typed) {
        CommandResult help = CommandResult.run(typed.isEmpty() ? new String[0] : typed.split(" "));
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).containsPattern("(?m)^Examples?:$").contains("Usage: ncollapse");
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
    }

    static Stream<CommandLine> commands() {
        return withSubcommands(Main.commandLine())
                .filter(command -> !(command.getCommand() instanceof CommandLine.HelpCommand));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyExampleIsOnOneLineAndIsAValidCommand(CommandLine command) {
        List<String> usage = command.getUsageMessage().lines().toList();
        String[] examples = command.getCommandSpec().usageMessage().footer();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            assertThat(usage).contains(example);
            String[] words = example.strip().split("\\s{2,}")[0].split(" ");
            assertThat(words[0]).isEqualTo("ncollapse");
            Main.commandLine().parseArgs(List.of(words).subList(1, words.length).toArray(String[]::new));
        }
    }

    @Test
    void printsVersion() {
        assertThat(CommandResult.run("--version").out())
                .startsWith("ncollapse ")
                .hasLineCount(1);
    }

    @Test
    void helpLoadsNoNativeLibraries() throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        Path output = folder.resolve("output.txt");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--help")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(java.exitValue()).as(Files.readString(output)).isZero();
        String loaded = Files.readString(log);
        assertThat(loaded).contains("org.ncollapse.cli.RunCommand ");
        assertThat(loaded).doesNotContain("org.nd4j.", "org.deeplearning4j.", "org.bytedeco.", "org.jfree.");
    }
}
