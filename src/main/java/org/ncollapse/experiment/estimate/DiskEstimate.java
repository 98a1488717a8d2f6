package org.ncollapse.experiment.estimate;

import java.util.List;
import org.ncollapse.capture.CaptureSchedule;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.network.NetworkSize;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.Tap;

/** Estimates the disk space of a run from its experiment. */
public final class DiskEstimate {

    /** Tables, figures and the page. */
    private static final long BASE = 50 << 20;

    /** While a checkpoint or a network is written, the file that it replaces still exists. */
    private static final int REPLACED = 1;

    private DiskEstimate() {}

    /**
     * Returns an upper bound in bytes: checkpoints, network, samples of every captured epoch, saved features.
     *
     * @throws org.ncollapse.io.BadInputException if the data set or a tap is unknown, or an image folder does not exist
     */
    public static long bytes(Experiment experiment, DatasetStore datasets) {
        DatasetSummary data = datasets.summarize(experiment.dataset());
        ImageShape shape = data.shape();
        List<String> taps = experiment.capture().taps();
        NetworkSize network = NetworkSize.of(experiment.network(), shape, data.classes(), taps);
        long width = network.tapWidths().stream().mapToLong(Integer::longValue).sum();
        long head = (long) data.classes() * network.tapWidths().get(taps.indexOf(Tap.PENULTIMATE));
        long checkpoints = (long) (experiment.checkpoint().keepLast() + REPLACED)
                * (1 + experiment.optimizer().kind().state().size())
                * network.parameters();
        long models = (1L + REPLACED) * network.parameters();
        long captures =
                new CaptureSchedule(experiment.capture(), experiment.training().epochs()).maxCaptures();
        long samples = captures
                * ((long) FeatureProbe.PREVIEW_SAMPLES_PER_CLASS * data.classes() * width
                        + 2 * head
                        + network.lastHiddenWeights());
        long savedFeatures =
                experiment.capture().saveFeatures().maxCount() * width * (data.trainSize() + data.testSize());
        long initialSamples = (long) FeatureProbe.INITIAL_SAMPLES_BYTES / Float.BYTES * taps.size();
        return BASE + Float.BYTES * (checkpoints + models + samples + savedFeatures + initialSamples);
    }
}
