package org.ncollapse.experiment.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.ncollapse.network.Backend;

/**
 * The software that computed the results.
 *
 * @param ncollapse the version of this program
 * @param commit the commit it was built from; "unknown" if it was not built in a git repository
 * @param dirty whether the sources differed from that commit
 * @param deeplearning4j the version of Deeplearning4j; null if no network was trained
 * @param backend what the last bits depend on: ND4J's backend, the build of its native library, the instruction set
 *     that oneDNN uses and, on a GPU, the compiler of the kernels; null if no network was trained
 * @param blas the BLAS library and the kernels that were requested from it
 * @param java the vendor and the version of the JVM
 */
public record Software(
        String ncollapse,
        String commit,
        boolean dirty,
        String deeplearning4j,
        String backend,
        String blas,
        String java) {

    /** Returns what differs from software that was used before, such as {@code java A (was B)}. */
    public List<String> differencesFrom(Software before) {
        return Stream.of(
                        difference("ncollapse", ncollapse + " " + commit, before.ncollapse + " " + before.commit),
                        difference("sources", changes(dirty), changes(before.dirty)),
                        difference("Deeplearning4j", deeplearning4j, before.deeplearning4j),
                        difference("backend", backend, before.backend),
                        difference("BLAS", blas, before.blas),
                        difference("Java", java, before.java))
                .flatMap(Optional::stream)
                .toList();
    }

    private static String changes(boolean dirty) {
        return dirty ? "with uncommitted changes" : "as committed";
    }

    static Optional<String> difference(String what, String now, String before) {
        return Objects.equals(now, before)
                ? Optional.empty()
                : Optional.of(what + " " + Objects.requireNonNullElse(now, "none") + " (was "
                        + Objects.requireNonNullElse(before, "none") + ")");
    }

    /** Returns the software of a run that trains a network on the CPU. */
    public static Software current() {
        return current(Optional.empty());
    }

    /**
     * Returns the software of a run that trains a network.
     *
     * @param kernelCompiler what compiled the kernels on this machine; empty if they came compiled
     */
    public static Software current(Optional<String> kernelCompiler) {
        Properties deeplearning4j = properties("/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties");
        return of(
                deeplearning4j.getProperty("version", "unknown"),
                Backend.nativeLibrary()
                        + Backend.instructionSet()
                                .map(set -> ", oneDNN for " + set)
                                .orElse("")
                        + kernelCompiler
                                .map(compiler -> ", CUDA kernels by " + compiler)
                                .orElse(""));
    }

    /** Returns the software of a run without a network; it does not load ND4J, which takes a second. */
    public static Software withoutNetwork() {
        return of(null, null);
    }

    private static Software of(String deeplearning4j, String backend) {
        String version = Software.class.getPackage().getImplementationVersion();
        Properties build = properties("build.properties");
        return new Software(
                version == null ? "unknown" : version,
                build.getProperty("git.commit.id.full", "unknown"),
                Boolean.parseBoolean(build.getProperty("git.dirty")),
                deeplearning4j,
                backend,
                Backend.blasDescription(),
                System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
    }

    /** Returns the properties in a resource; empty if there is none, as without git at build time. */
    private static Properties properties(String resource) {
        Properties properties = new Properties();
        try (InputStream file = Software.class.getResourceAsStream(resource)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " in the jar cannot be read", e);
        }
        return properties;
    }
}
