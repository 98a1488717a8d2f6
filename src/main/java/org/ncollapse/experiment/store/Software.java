package org.ncollapse.experiment.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.ncollapse.network.Backend;

/**
 * What computed the results.
 *
 * @param ncollapse this program's version
 * @param commit the commit it was built from; "unknown" outside a checkout
 * @param uncommitted whether the sources differed from that commit
 * @param deeplearning4j its version; null where no network was trained
 * @param backend ND4J's backend and the build of its natives, on which the last bits depend; null likewise
 * @param blas the BLAS and the kernels it was asked for
 * @param java the JVM's vendor and version
 */
public record Software(
        String ncollapse,
        String commit,
        boolean uncommitted,
        String deeplearning4j,
        String backend,
        String blas,
        String java) {

    public static Software current() {
        Properties deeplearning4j = properties("/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties");
        return of(deeplearning4j.getProperty("version", "unknown"), Backend.nativeLibrary());
    }

    /** Without ND4J, which takes a second to load. */
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

    /** Empty where there is no such file: outside a checkout nothing names the commit. */
    private static Properties properties(String resource) {
        Properties properties = new Properties();
        try (InputStream file = Software.class.getResourceAsStream(resource)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read from the jar", e);
        }
        return properties;
    }
}
