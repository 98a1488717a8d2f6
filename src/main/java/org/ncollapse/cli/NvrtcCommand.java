package org.ncollapse.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.cuda.driver.NvrtcRelease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code nvrtc}: installs NVRTC for this user. Maven starts it, in the profile {@code nvrtc}, because Maven knows the
 * repositories that the user has configured.
 */
@Command(
        name = "nvrtc",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "Installs NVRTC " + NvrtcRelease.VERSION + ", NVIDIA's compiler library (45 MB). Started by '"
                + NvrtcRelease.INSTALL + "'.",
        footerHeading = "%nExample:%n",
        footer = "  ncollapse nvrtc --repositories TEXT --local-repository FOLDER")
final class NvrtcCommand implements Runnable {

    /** Maven describes a repository in several lines, one of which starts with this. */
    private static final Pattern ADDRESS = Pattern.compile("url: (https?://\\S+)");

    @Option(
            names = "--repositories",
            required = true,
            paramLabel = "TEXT",
            description = "Maven's description of its repositories.")
    private String repositories;

    @Option(
            names = "--local-repository",
            required = true,
            paramLabel = "FOLDER",
            description = "Maven's local repository.")
    private Path localRepository;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new BadInputException("NVRTC can be installed this way for Linux on x86-64 only; install a CUDA"
                    + " toolkit, or use 'pip install nvidia-cuda-nvrtc-cu12'");
        }
        List<URI> addresses = ADDRESS.matcher(repositories)
                .results()
                .map((MatchResult found) -> URI.create(found.group(1)))
                .toList();
        Path folder = NvrtcRelease.folder();
        try (ByteProgressPrinter progress =
                new ByteProgressPrinter(command.commandLine().getErr())) {
            new NvrtcInstaller(addresses, localRepository, folder, new Downloader())
                    .install(NvrtcRelease.LIBRARIES, NvrtcRelease.ARCHIVE_BYTES, progress);
        } catch (IOException e) {
            throw new BadInputException(
                    "NVRTC cannot be installed in " + folder + " (" + e
                            + "); free disk space, or name another folder with XDG_CACHE_HOME",
                    e);
        }
        command.commandLine()
                .getOut()
                .println("NVRTC " + NvrtcRelease.VERSION + " is in " + folder
                        + "; it is NVIDIA's, under the license of the CUDA toolkit");
    }
}
