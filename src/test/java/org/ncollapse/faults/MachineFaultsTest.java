package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.run.TinyRun;

/** Restrictions of the machine: limits, permissions, locale; and the temporary files of a killed process. */
@Timeout(300)
class MachineFaultsTest {

    private static final List<String> SETTINGS = List.of("training.epochs=6", "training.epochsPastZeroError=null");

    @TempDir
    private Path folder;

    private Path said() {
        return folder.resolve("said.txt");
    }

    private String[] run(Path home) {
        return CommandProcess.tinyRunArguments(home, SETTINGS);
    }

    /** Starts a command in a shell after a preparation, such as {@code ulimit -n 100}. */
    private CommandProcess startAfter(String preparation, String... arguments) throws IOException {
        return CommandProcess.startWith(
                List.of("sh", "-c", preparation + "; exec \"$@\"", "sh"), said(), Map.of("LC_ALL", "C"), arguments);
    }

    private static void assertOneLine(CommandProcess command, int code, String... words)
            throws IOException, InterruptedException {
        assertThat(command.exitCode()).as(command.output()).isEqualTo(code);
        assertThat(command.output()).startsWith("ncollapse: ").hasLineCount(1).contains(words);
    }

    @Test
    void namesLimitOfOpenFiles() throws IOException, InterruptedException {
        assertOneLine(startAfter("ulimit -n 20", "status", "--home", folder.toString()), 1, "is 20", "ulimit -n");
    }

    @Test
    void namesEncodingThatCannotExpressPath() throws IOException, InterruptedException {
        // The shell writes the bytes of "/hü", because this process's locale need not contain the letter.
        assertOneLine(
                startAfter("set -- \"$@\" \"$(printf '/h\\303\\274')\"", "status", "--home"),
                2,
                "--home",
                "LC_ALL=C.UTF-8");
        assertOneLine(
                startAfter(
                        "set -- \"$@\" \"dataset.folder=$(printf '/h\\303\\274')\"",
                        "run",
                        "--home",
                        folder.toString(),
                        "--set"),
                2,
                "dataset.folder",
                "LC_ALL=C.UTF-8");
    }

    @Test
    void fileSizeLimitIsNamedAndRunResumesToSameBytes() throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        CommandProcess limited = startAfter("ulimit -f 60", run(home));
        assertThat(limited.exitCode()).as(limited.output()).isEqualTo(1);
        assertThat(limited.output())
                .contains("File too large; raise the limit of file sizes: ulimit -f", "ncollapse resume tiny")
                .doesNotContain("\tat ");
        CommandProcess.runToSuccess(said(), "resume", "tiny", "--home", home.toString());
        CommandProcess.runToSuccess(said(), run(folder.resolve("untouched")));
        RunOutputs.assertSame(home, folder.resolve("untouched"), "tiny");
    }

    /** When Java reads a font from a stream, it copies it to the temporary folder. */
    @Test
    void killedProcessLeavesNoFontInTemporaryFolder() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path font = folder.resolve("cache/ncollapse/fonts/LiberationSans-Regular.ttf");
        CommandProcess run = CommandProcess.start(
                said(),
                Map.of(
                        "XDG_CACHE_HOME",
                        folder.resolve("cache").toString(),
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=" + temporary),
                run(folder.resolve("home")));
        Path figures = folder.resolve("home/notebooks-export/tiny/figures");
        while (run.process().isAlive() && Files.notExists(figures)) {
            Thread.sleep(5);
        }
        assertThat(run.process().isAlive()).as(run.output()).isTrue();
        run.process().destroyForcibly().waitFor();
        assertThat(font).exists();
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("JF"));
        }
    }

    @Test
    void watchClosesConnectionsWhoseRequestIsNotComplete() throws IOException, InterruptedException {
        TinyRun.run(folder, "training.epochs=2", "capture.saveFeatures=[]");
        CommandProcess watch = CommandProcess.start(
                said(),
                Map.of("JAVA_TOOL_OPTIONS", "-Dsun.net.httpserver.maxReqTime=1"),
                "watch",
                "tiny",
                "--port",
                "0",
                "--home",
                folder.toString());
        List<Socket> halves = new ArrayList<>();
        try {
            Pattern address = Pattern.compile("http://127.0.0.1:(\\d+)/");
            Matcher printed = address.matcher(watch.output());
            while (!printed.find()) {
                assertThat(watch.process().isAlive()).as(watch.output()).isTrue();
                Thread.sleep(20);
                printed = address.matcher(watch.output());
            }
            for (int i = 0; i < 70; i++) { // More than the server has threads.
                Socket half = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(printed.group(1)));
                halves.add(half);
                half.setSoTimeout(60_000);
                half.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket half : halves) {
                assertThat(isClosed(half)).as("the connection is closed").isTrue();
            }
        } finally {
            watch.process().destroyForcibly().waitFor();
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    /** Waits until the server closes a connection. If it has not read all bytes by then, the connection is reset. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Starts a command in a mount namespace of its own, so that nothing stays mounted. Needs root. */
    private CommandProcess startWithMount(
            String option, Path mounted, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o " + option + " tmpfs " + mounted;
        assumeTrue(
                new ProcessBuilder("unshare", "-m", "sh", "-c", mount).start().waitFor() == 0,
                "this user may not mount a file system");
        return CommandProcess.startWith(
                List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh"), said(), environment, arguments);
    }

    @Test
    @Tag("faults")
    void namesFolderOfNativeCodeThatCannotBeLoaded() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path home = folder.resolve("home");
        CommandProcess run = startWithMount(
                "noexec",
                mounted,
                Map.of("JAVA_TOOL_OPTIONS", "-Duser.home=" + mounted + " -Djava.io.tmpdir=" + mounted),
                run(home));
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output().lines().filter(line -> line.startsWith("ncollapse: ")))
                .singleElement()
                .asString()
                .contains("org.bytedeco.javacpp.cachedir");
        assertThat(run.output()).doesNotContain("\tat ");
        assertThat(home.resolve("notebooks-export")).doesNotExist();
    }

    @Test
    @Tag("faults")
    void namesReadOnlyHome() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        CommandProcess run = startWithMount("ro", mounted, Map.of(), run(mounted.resolve("home")));
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains("Read-only file system; ", "--home").doesNotContain("\tat ");
    }
}
