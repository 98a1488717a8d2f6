package org.ncollapse.training;

import java.util.List;
import java.util.Random;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.SavedEpochs;
import org.ncollapse.spec.TrainingSpec;

/** Experiments on a few images of three classes. */
public final class TinyExperiments {

    public static final int CLASSES = 3;

    private static final ImageShape SHAPE = new ImageShape(1, 3, 3);

    private TinyExperiments() {}

    public static Experiment of(
            NetworkSpec network,
            ObjectiveSpec objective,
            OptimizerSpec optimizer,
            TrainingSpec training,
            CaptureSpec capture) {
        return new Experiment(
                "tiny",
                null,
                5L,
                DatasetSpec.of("tiny"),
                network,
                objective,
                optimizer,
                training,
                null,
                new ComputeSpec(null, 1, null),
                capture,
                List.of());
    }

    public static Network network(Experiment experiment) {
        return TinyNetworks.build(
                experiment.network(),
                SHAPE.channels(),
                SHAPE.height(),
                CLASSES,
                experiment.objective().loss(),
                experiment.seed());
    }

    /** Random images, each with the row of its class bright: an easy task. */
    public static ImageSplit images(int size, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[size * SHAPE.size()];
        random.nextBytes(pixels);
        int[] labels = random.ints(size, 0, CLASSES).toArray();
        for (int i = 0; i < size; i++) {
            for (int x = 0; x < SHAPE.width(); x++) {
                pixels[i * SHAPE.size() + labels[i] * SHAPE.width() + x] = (byte) (200 + random.nextInt(56));
            }
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    public static CaptureSpec capture(int first, int logSpaced, String... saveFeatures) {
        return new CaptureSpec(
                List.of("penultimate"),
                new CaptureSpec.EpochSchedule(first, logSpaced),
                SavedEpochs.of(List.of(saveFeatures)),
                null,
                false);
    }
}
