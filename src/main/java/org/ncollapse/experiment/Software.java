package org.ncollapse.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.ncollapse.network.Backend;

/**
 * What computed the results.
 *
 * @param ncollapse      this program's version
 * @param commit         the commit it was built from; "unknown" outside a checkout
 * @param uncommitted    whether the sources differed from that commit
 * @param deeplearning4j its version
 * @param backend        ND4J's backend and the build of its natives, on which the last bits depend
 * @param blas           the BLAS and the kernels it chose
 * @param java           the JVM's vendor and version
 */
public record Software(String ncollapse, String commit, boolean uncommitted, String deeplearning4j, String backend, String blas, String java) {

    static Software present() {
        Properties build = new Properties();
        try (InputStream properties = Software.class.getResourceAsStream("build.properties")) {
            if (properties != null) {
                build.load(properties);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties cannot be read from the jar", e);
        }
        return new Software(build.getProperty("git.build.version", "unknown"), build.getProperty("git.commit.id.full", "unknown"),
                Boolean.parseBoolean(build.getProperty("git.dirty")), ComputationGraph.class.getPackage().getImplementationVersion(),
                Backend.natives(), Backend.blas(), System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
    }
}
