package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.junit.jupiter.api.Test;

class BackendTest {

    @Test
    void stockLayersFindOneDnn() {
        Backend.use(2);
        assertThat(BaseMKLDNNHelper.mklDnnEnabled()).isTrue();
        assertThat(System.getProperty("org.eclipse.deeplearning4j.helpers.disable")).isEqualTo("false");
    }

    @Test
    void theNativesAreNamedByBuild() {
        assertThat(Backend.natives()).contains("onednn");
    }
}
