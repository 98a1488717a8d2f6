package org.ncollapse.experiment.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.metrics.SimplexPlane;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.SimplexTrajectory.Projection;
import org.ncollapse.spec.Tap;

/**
 * Reads the trajectory of three classes in the plane of their simplex from a run's {@code samples/}. A file is read
 * again only after it has changed.
 */
final class SimplexTrajectoryReader {

    private static final int CLASSES = 3;

    private final Path run;
    private final List<String> names;
    private final Map<Path, EpochSamples> cache = new HashMap<>();

    /**
     * @param run the run's folder of results
     * @param names the names of the classes
     */
    SimplexTrajectoryReader(Path run, List<String> names) {
        this.run = run;
        this.names = names;
    }

    /**
     * Reads the trajectory of the first three classes; null if there are fewer classes, if there are no samples of them
     * at the head's input, or if their last means are on a line.
     *
     * @param warning receives a message for each damaged file; its epoch is left out
     */
    SimplexTrajectory read(Consumer<String> warning) throws IOException {
        List<Path> files = files(run.resolve("samples"));
        if (names.size() < CLASSES || files.isEmpty()) {
            return null;
        }
        List<EpochSamples> epochs = new ArrayList<>();
        for (Path file : files) {
            EpochSamples samples = cache.get(file);
            FileTime modified = Files.getLastModifiedTime(file);
            if (samples == null || !samples.modified.equals(modified)) {
                try {
                    samples = EpochSamples.read(file, modified);
                } catch (BadInputException e) {
                    warning.accept("epoch " + epoch(file) + " is left out of the figure of the simplex: samples/"
                            + file.getFileName() + " cannot be read (" + e.getMessage() + ")");
                    continue;
                }
            }
            if (samples == null) {
                return null;
            }
            cache.put(file, samples);
            epochs.add(samples);
        }
        if (epochs.isEmpty()) {
            return null;
        }
        Optional<SimplexPlane> plane =
                SimplexPlane.through(epochs.get(epochs.size() - 1).means());
        return plane.map(lastPlane -> new SimplexTrajectory(
                        names.subList(0, CLASSES),
                        epochs.stream()
                                .map(samples -> samples.projectedOn(lastPlane))
                                .toList()))
                .orElse(null);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("epoch-\\d{1,9}\\.npz"))
                    .sorted((a, b) -> Integer.compare(epoch(a), epoch(b)))
                    .toList();
        }
    }

    private static int epoch(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }

    /**
     * The samples of the three classes in one file.
     *
     * @param modified when the file was modified
     * @param samples the samples of each class, one row per sample
     * @param means the class means, 3×d
     * @param head the head's weights of the three classes, 3×d
     */
    private record EpochSamples(
            FileTime modified, int epoch, List<DMatrixRMaj> samples, DMatrixRMaj means, DMatrixRMaj head) {

        static EpochSamples read(Path file, FileTime modified) throws IOException {
            try (NpzReader npz = NpzReader.open(file)) {
                DMatrixRMaj features = RunSampleReader.matrix(npz, Tap.PENULTIMATE);
                DMatrixRMaj weights = RunSampleReader.matrix(npz, "weights");
                int[] labels;
                try (NpyReader array = npz.openArray("labels")) {
                    labels = array.readInts();
                }
                if (labels.length != features.numRows
                        || weights.numCols != features.numCols
                        || weights.numRows < CLASSES) {
                    throw RunSampleReader.shapeMismatch(file);
                }
                List<DMatrixRMaj> samples = IntStream.range(0, CLASSES)
                        .mapToObj(k -> rowsOf(features, labels, k))
                        .toList();
                if (samples.stream().anyMatch(rows -> rows.numRows == 0)) {
                    return null;
                }
                DMatrixRMaj means = new DMatrixRMaj(CLASSES, features.numCols);
                for (int k = 0; k < CLASSES; k++) {
                    for (int j = 0; j < features.numCols; j++) {
                        for (int i = 0; i < samples.get(k).numRows; i++) {
                            means.add(k, j, samples.get(k).get(i, j) / samples.get(k).numRows);
                        }
                    }
                }
                return new EpochSamples(
                        modified,
                        SimplexTrajectoryReader.epoch(file),
                        samples,
                        means,
                        new DMatrixRMaj(
                                CLASSES,
                                weights.numCols,
                                true,
                                Arrays.copyOf(weights.data, CLASSES * weights.numCols)));
            }
        }

        private static DMatrixRMaj rowsOf(DMatrixRMaj features, int[] labels, int label) {
            int[] rows = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label)
                    .toArray();
            DMatrixRMaj selected = new DMatrixRMaj(rows.length, features.numCols);
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(
                        features.data,
                        rows[i] * features.numCols,
                        selected.data,
                        i * features.numCols,
                        features.numCols);
            }
            return selected;
        }

        Projection projectedOn(SimplexPlane plane) {
            double[] center = SimplexPlane.center(means);
            double[][] triangle = plane.project(means, center);
            double[][] weightVectors = plane.project(head, SimplexPlane.center(head));
            double scale = rootMeanSquareNorm(triangle);
            return new Projection(
                    epoch,
                    samples.stream()
                            .map(rows -> scaled(plane.project(rows, center), scale))
                            .toList(),
                    scaled(triangle, scale),
                    scaled(weightVectors, rootMeanSquareNorm(weightVectors)));
        }

        /** The root mean square distance from the center. */
        private static double rootMeanSquareNorm(double[][] points) {
            return Math.sqrt(Arrays.stream(points)
                    .mapToDouble(point -> point[0] * point[0] + point[1] * point[1])
                    .average()
                    .orElse(0));
        }

        private static double[][] scaled(double[][] points, double scale) {
            return Arrays.stream(points)
                    .map(point -> scale > 0 ? new double[] {point[0] / scale, point[1] / scale} : point)
                    .toArray(double[][]::new);
        }
    }
}
