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

/** What a run puts on the disk, from its experiment alone. */
public final class DiskEstimate {

    /** Tables, figures and the page. */
    private static final long BASE = 50 << 20;

    /** While a state or a network is written, the one that it replaces is still there. */
    private static final int IN_WRITING = 1;

    private DiskEstimate() {}

    /**
     * Bytes at the most: states that it resumes from, the network, samples of every captured epoch, the features that
     * it keeps.
     *
     * @throws org.ncollapse.io.BadInputException where the data set or a tap is unknown, or an image folder is not
     *     there
     */
    public static long bytes(Experiment experiment, DatasetStore datasets) {
        DatasetSummary data = datasets.summarize(experiment.dataset());
        ImageShape shape = data.shape();
        List<String> taps = experiment.capture().taps();
        NetworkSize network = NetworkSize.of(experiment.network(), shape, data.classes(), taps);
        long width = network.tapWidths().stream().mapToLong(Integer::longValue).sum();
        long head = (long) data.classes() * network.tapWidths().get(taps.indexOf(Tap.PENULTIMATE));
        long states = (experiment.checkpoint().keepLast() + IN_WRITING) * 2L * network.parameters();
        long models = (1L + IN_WRITING) * network.parameters();
        long captures =
                new CaptureSchedule(experiment.capture(), experiment.training().epochs()).maxCaptures();
        long samples = captures
                * ((long) FeatureProbe.PREVIEW_SAMPLES_PER_CLASS * data.classes() * width
                        + 2 * head
                        + network.lastHiddenWeights());
        long kept = experiment.capture().saveFeatures().size() * width * (data.trainSize() + data.testSize());
        long start = (long) FeatureProbe.START_SAMPLES_BYTES / Float.BYTES * taps.size();
        return BASE + Float.BYTES * (states + models + samples + kept + start);
    }
}
