package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.SimplexTrajectory.Projection;

/** The trajectory of three classes of a run, compared with the run's samples. */
class SimplexTrajectoryReaderTest {

    private static final List<String> NAMES =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    @TempDir
    private static Path home;

    private static Path run;

    @BeforeAll
    static void run() throws IOException {
        TinyRun.run(
                home,
                "training.epochs=40",
                "training.epochsPastZeroError=null",
                "capture.epochs={first: 3, logSpaced: 3}",
                "capture.saveFeatures=[]",
                "ufm=[]");
        run = home.resolve("notebooks-export/tiny");
    }

    private static void fail(String warning) {
        throw new AssertionError(warning);
    }

    /** The samples of a class at an epoch, at the head's input. */
    private static double[][] samples(Path file, int label) throws IOException {
        try (NpzReader npz = NpzReader.open(file);
                NpyReader labels = npz.openArray("labels")) {
            int[] classes = labels.readInts();
            DMatrixRMaj features = RunSampleReader.matrix(npz, "penultimate");
            return IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == label)
                    .mapToObj(i -> IntStream.range(0, features.numCols)
                            .mapToDouble(j -> features.get(i, j))
                            .toArray())
                    .toArray(double[][]::new);
        }
    }

    private static double spread(double[][] points) {
        double sum = 0;
        for (double[] a : points) {
            for (double[] b : points) {
                for (int j = 0; j < a.length; j++) {
                    sum += (a[j] - b[j]) * (a[j] - b[j]);
                }
            }
        }
        return sum;
    }

    @Test
    void everyCapturedEpochHasTenSamplesPerClass() throws IOException {
        SimplexTrajectory trajectory = new SimplexTrajectoryReader(run, NAMES).read(SimplexTrajectoryReaderTest::fail);
        List<Integer> captured = TinyRun.rows(run.resolve("metrics.csv")).stream()
                .map(row -> Integer.parseInt(row.get("epoch")))
                .distinct()
                .toList();
        assertThat(trajectory.projections()).extracting(Projection::epoch).containsExactlyElementsOf(captured);
        assertThat(trajectory.classes()).containsExactly("0", "1", "2");
        for (Projection projection : trajectory.projections()) {
            assertThat(projection.samples()).hasSize(3).allMatch(samples -> samples.length == 10);
            for (int k = 0; k < 3; k++) {
                for (int axis = 0; axis < 2; axis++) {
                    int direction = axis;
                    double mean = Stream.of(projection.samples().get(k))
                            .mapToDouble(place -> place[direction])
                            .average()
                            .orElseThrow();
                    assertThat(projection.means()[k][axis])
                            .as("a mean is that of its samples")
                            .isCloseTo(mean, within(1e-9));
                }
            }
            double size = Stream.of(projection.means())
                    .mapToDouble(place -> place[0] * place[0] + place[1] * place[1])
                    .sum();
            assertThat(size)
                    .as("in units of the means' distance from their center")
                    .isCloseTo(3, within(1e-9));
        }
    }

    /** A projection shortens distances; at the last epoch, whose means define the plane, it keeps the triangle. */
    @Test
    void lastTriangleHasDistancesOfMeans() throws IOException {
        List<Projection> projections = new SimplexTrajectoryReader(run, NAMES)
                .read(SimplexTrajectoryReaderTest::fail)
                .projections();
        Projection end = projections.get(projections.size() - 1);
        assertThat(end.epoch()).isEqualTo(40);
        double unit = Math.sqrt(spread(triangle(40)) / spread(end.means()));
        for (int k = 0; k < 3; k++) {
            double shown = spread(end.samples().get(k)) * unit * unit;
            assertThat(shown)
                    .isPositive()
                    .isLessThanOrEqualTo(spread(samples(run.resolve("samples/epoch-0040.npz"), k)) * (1 + 1e-9));
        }
        double[][] truth = triangle(40);
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            assertThat(spread(new double[][] {end.means()[i], end.means()[j]}) * unit * unit)
                    .isCloseTo(spread(new double[][] {truth[i], truth[j]}), within(1e-6));
        }
    }

    private static double[][] triangle(int epoch) throws IOException {
        double[][] means = new double[3][];
        for (int k = 0; k < 3; k++) {
            double[][] samples = samples(run.resolve("samples/epoch-%04d.npz".formatted(epoch)), k);
            means[k] = IntStream.range(0, samples[0].length)
                    .mapToDouble(j -> Stream.of(samples)
                            .mapToDouble(sample -> sample[j])
                            .average()
                            .orElseThrow())
                    .toArray();
        }
        return means;
    }

    @Test
    void noTrajectoryForTwoClassesOrWithoutSamples() throws IOException {
        assertThat(new SimplexTrajectoryReader(run, List.of("cat", "dog")).read(SimplexTrajectoryReaderTest::fail))
                .isNull();
        assertThat(new SimplexTrajectoryReader(home, NAMES).read(SimplexTrajectoryReaderTest::fail))
                .isNull();
    }

    /** As with a file that is missing, only its epoch is left out. */
    @Test
    void warnsOfDamagedFile(@TempDir Path copy) throws IOException {
        Path samples = Files.createDirectory(copy.resolve("samples"));
        for (int epoch : new int[] {1, 2, 40}) {
            String name = "epoch-%04d.npz".formatted(epoch);
            byte[] bytes = Files.readAllBytes(run.resolve("samples").resolve(name));
            Files.write(samples.resolve(name), epoch == 40 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        }
        List<String> warnings = new ArrayList<>();
        SimplexTrajectory trajectory = new SimplexTrajectoryReader(copy, NAMES).read(warnings::add);
        assertThat(trajectory.projections()).extracting(Projection::epoch).containsExactly(1, 2);
        assertThat(warnings).singleElement().asString().contains("epoch 40 ", "samples/epoch-0040.npz");
    }

    @Test
    void drawsSimplexFromFirstToLastEpoch() throws IOException {
        String svg = Files.readString(run.resolve("figures/simplex.svg"));
        assertThat(svg).contains(">epoch 0<", ">epoch 40<", "zero error", ">class 0: features, mean, weight vector<");
        assertThat(run.resolve("figures/simplex.pdf")).exists();
    }
}
