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
 * The images of a timing trial. The time of a step does not depend on their content.
 *
 * @param isReal whether they are the experiment's data set, instead of random images of the same shape
 * @param loadSeconds the time to read them
 */
public record TimingTrialData(Dataset dataset, boolean isReal, double loadSeconds) {

    /** Enough to time steps and captures. */
    private static final int RANDOM_IMAGES = 4096;

    private static final int RANDOM_BYTES = 1 << 26;

    /**
     * Reads the experiment's images if they are present. Nothing is downloaded, and image folders are not read, because
     * that would create a cache.
     *
     * @throws org.ncollapse.io.BadInputException if files are damaged or have too few images
     */
    public static TimingTrialData of(Experiment experiment, DatasetStore datasets, DatasetSummary summary) {
        DatasetSpec spec = experiment.dataset();
        boolean isPresent = !spec.isImageFolder()
                && (spec.name().equals(DatasetStore.DIGITS)
                        || datasets.list().stream()
                                .anyMatch(state -> state.entry().name().equals(spec.name())
                                        && state.availability() == DatasetState.Availability.PRESENT));
        if (isPresent) {
            long startNanos = System.nanoTime();
            Dataset dataset = datasets.open(spec, experiment.seed(), warning -> {}, (name, bytes, total) -> {});
            return new TimingTrialData(dataset, true, (System.nanoTime() - startNanos) * 1e-9);
        }
        int maxImages = Math.max(
                2 * experiment.training().batchSize(),
                Math.min(RANDOM_IMAGES, RANDOM_BYTES / summary.shape().size()));
        Random random = new Random(experiment.seed());
        List<String> classes = IntStream.range(0, summary.classes())
                .mapToObj(Integer::toString)
                .toList();
        return new TimingTrialData(
                new Dataset(
                        spec.name(),
                        summary.shape(),
                        classes,
                        images(summary, Math.min(maxImages, summary.trainSize()), random),
                        images(summary, Math.min(maxImages, summary.testSize()), random),
                        List.of()),
                false,
                0);
    }

    private static ImageSplit images(DatasetSummary summary, int count, Random random) {
        byte[] pixels = new byte[count * summary.shape().size()];
        random.nextBytes(pixels);
        return new ImageSplit(
                summary.shape(),
                pixels,
                IntStream.range(0, count)
                        .map(image -> image % summary.classes())
                        .toArray());
    }
}
