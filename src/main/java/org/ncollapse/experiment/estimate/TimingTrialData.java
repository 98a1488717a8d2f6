package org.ncollapse.experiment.estimate;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;

/**
 * What a trial trains on. What the images show makes no step slower or faster.
 *
 * @param isReal whether it is the experiment's own data set; else random images of its shape
 * @param loadSeconds that reading it took
 */
public record TimingTrialData(Dataset dataset, boolean isReal, double loadSeconds) {

    /** Enough for steps and captures to be timed. */
    private static final int RANDOM_IMAGES = 4096;

    private static final int RANDOM_BYTES = 1 << 26;

    /**
     * The experiment's own images if they are here; never fetched, and folders, whose first reading leaves a cache
     * behind, not read.
     *
     * @throws org.ncollapse.io.BadInputException where files are here and damaged, or have too few images
     */
    public static TimingTrialData of(Experiment experiment, DatasetStore datasets, DatasetSummary outline) {
        DatasetSpec spec = experiment.dataset();
        boolean here = !spec.isImageFolder()
                && (spec.name().equals(DatasetStore.DIGITS)
                        || datasets.list().stream()
                                .anyMatch(state -> state.entry().name().equals(spec.name())
                                        && state.availability() == DatasetState.Availability.PRESENT));
        if (here) {
            long begun = System.nanoTime();
            Dataset dataset = datasets.open(spec, experiment.seed(), warning -> {}, (name, bytes, total) -> {});
            return new TimingTrialData(dataset, true, (System.nanoTime() - begun) * 1e-9);
        }
        int most = Math.max(
                2 * experiment.training().batchSize(),
                Math.min(RANDOM_IMAGES, RANDOM_BYTES / outline.shape().size()));
        Random random = new Random(experiment.seed());
        List<String> classes = IntStream.range(0, outline.classes())
                .mapToObj(Integer::toString)
                .toList();
        return new TimingTrialData(
                new Dataset(
                        spec.name(),
                        outline.shape(),
                        classes,
                        images(outline, Math.min(most, outline.trainSize()), random),
                        images(outline, Math.min(most, outline.testSize()), random),
                        List.of()),
                false,
                0);
    }

    private static ImageSplit images(DatasetSummary outline, int count, Random random) {
        byte[] pixels = new byte[count * outline.shape().size()];
        random.nextBytes(pixels);
        return new ImageSplit(
                outline.shape(),
                pixels,
                IntStream.range(0, count)
                        .map(image -> image % outline.classes())
                        .toArray());
    }
}
