package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SoftwareTest {

    /** The build writes the commit to build.properties. A source archive has no commit. */
    @Test
    void buildInGitCheckoutRecordsCommit() {
        assumeThat(Path.of(".git")).exists();
        assertThat(Software.class.getResource("build.properties")).isNotNull();
        assertThat(Software.withoutNetwork().commit()).matches("[0-9a-f]{40}");
    }
}
