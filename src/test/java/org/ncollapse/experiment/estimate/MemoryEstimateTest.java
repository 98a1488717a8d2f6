package org.ncollapse.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.spec.Experiment;

/** Estimates compared with hand-computed lower bounds, and with the effect of changed settings. */
class MemoryEstimateTest {

    private final DatasetStore datasets = new DatasetStore(Path.of("nowhere"));

    private MemoryEstimate need(String... overrides) {
        return MemoryEstimate.of(TinyRun.experiment(overrides), datasets);
    }

    @Test
    void wideNetworkNeedsParametersAndCovariances() {
        MemoryEstimate wide = need("network.widths=[4096, 4096]", "dataset.samplesPerClass=50", "ufm=[]");
        MemoryEstimate narrow = need("network.widths=[16, 16]", "dataset.samplesPerClass=50", "ufm=[]");
        long parameters = 784L * 4096 + 4096L * 4096 + 4096L * 10;
        long covariance = 8L * 4096 * 4096;
        assertThat(wide.offHeapBytes() - narrow.offHeapBytes()).isGreaterThan(3 * 4 * parameters);
        assertThat(wide.heapBytes() - narrow.heapBytes()).isGreaterThan(2 * 2 * covariance); // Two taps, both splits.
    }

    @Test
    void imagesAreInHeap() {
        assertThat(need("dataset={name: cifar10}").heapBytes()
                        - need("dataset={name: mnist}").heapBytes())
                .isGreaterThan(60_000 * (3072L - 784));
        assertThat(need("dataset={name: mnist, samplesPerClass: 5000}").heapBytes())
                .isGreaterThan(need("dataset={name: mnist}").heapBytes());
        assertThat(need("capture.oodDataset=cifar10").heapBytes()
                        - need("capture.oodDataset=null").heapBytes())
                .isGreaterThan(60_000 * 3072L);
    }

    @Test
    void batchHoldsAllFeatureMapsOfResNet() {
        String[] network = {
            "dataset={name: cifar10}",
            "network={kind: resnet18, width: 64}",
            "training.batchSize=512",
            "capture.taps=[penultimate]"
        };
        // The stem's and each block's two convolutions and two normalizations, by stages of 64×32×32, halved from stage
        // to stage.
        long maps = 64L * 32 * 32 * (2 + 8) + 64L * 32 * 32 / 2 * 8 + 64L * 32 * 32 / 4 * 8 + 64L * 32 * 32 / 8 * 8;
        assertThat(need(network).offHeapBytes()).isGreaterThan(512 * 4 * maps).isLessThan(2 * 512 * 4 * maps);
        Experiment nd4j = TinyRun.experiment(
                "dataset={name: cifar10}",
                "network={kind: resnet18, width: 64}",
                "training.batchSize=512",
                "capture.taps=[penultimate]",
                "compute.kernels=nd4j");
        assertThat(MemoryEstimate.of(nd4j, datasets).offHeapBytes())
                .isGreaterThan(need(network).offHeapBytes());
    }

    @Test
    void fitNeedsMoreMemory() {
        assertThat(need().totalBytes()).isGreaterThan(need("ufm=[]").totalBytes());
    }
}
