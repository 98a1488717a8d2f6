package org.ncollapse.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.Datasets;
import org.ncollapse.spec.Experiment;

/** Against sums by hand of what cannot be less, and against what a change of the experiment must change. */
class MemoryNeedTest {

    private final Datasets datasets = new Datasets(Path.of("nowhere"));

    private MemoryNeed need(String... overrides) {
        return MemoryNeed.of(TinyRun.experiment(overrides), datasets);
    }

    @Test
    void aWideNetworkTakesItsParametersThreeTimesAndItsCovariances() {
        MemoryNeed wide = need("network.widths=[4096, 4096]", "dataset.perClass=50", "ufm=[]");
        MemoryNeed narrow = need("network.widths=[16, 16]", "dataset.perClass=50", "ufm=[]");
        long parameters = 784L * 4096 + 4096L * 4096 + 4096L * 10;
        long covariance = 8L * 4096 * 4096;
        assertThat(wide.beside() - narrow.beside()).isGreaterThan(3 * 4 * parameters);
        assertThat(wide.heap() - narrow.heap()).isGreaterThan(2 * 2 * covariance); // Two taps, both splits.
    }

    @Test
    void imagesAreHeldInTheHeap() {
        assertThat(need("dataset={name: cifar10}").heap()
                        - need("dataset={name: mnist}").heap())
                .isGreaterThan(60_000 * (3072L - 784));
        assertThat(need("dataset={name: mnist, perClass: 5000}").heap())
                .isGreaterThan(need("dataset={name: mnist}").heap());
        assertThat(need("capture.ood=cifar10").heap() - need("capture.ood=null").heap())
                .isGreaterThan(60_000 * 3072L);
    }

    @Test
    void aBatchHoldsEveryMapOfAResidualNetwork() {
        String[] network = {
            "dataset={name: cifar10}",
            "network={kind: resnet18, width: 64}",
            "training.batchSize=512",
            "capture.taps=[penultimate]"
        };
        // The stem's and each block's two convolutions and two normalisations, by stages of 64×32×32, halved from stage
        // to stage.
        long maps = 64L * 32 * 32 * (2 + 8) + 64L * 32 * 32 / 2 * 8 + 64L * 32 * 32 / 4 * 8 + 64L * 32 * 32 / 8 * 8;
        assertThat(need(network).beside()).isGreaterThan(512 * 4 * maps).isLessThan(2 * 512 * 4 * maps);
        Experiment nd4j = TinyRun.experiment(
                "dataset={name: cifar10}",
                "network={kind: resnet18, width: 64}",
                "training.batchSize=512",
                "capture.taps=[penultimate]",
                "compute.layers=nd4j");
        assertThat(MemoryNeed.of(nd4j, datasets).beside())
                .isGreaterThan(need(network).beside());
    }

    @Test
    void aFitWantsMore() {
        assertThat(need().total()).isGreaterThan(need("ufm=[]").total());
    }
}
