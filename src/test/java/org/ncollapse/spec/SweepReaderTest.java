package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Sweep.PlannedRun;

/** The runs of sweep files, their names, and the messages for invalid files. */
class SweepReaderTest {

    private static final String FIRST_LINES = """
            name: decay
            experiment: base.yaml
            """;

    private static Sweep read(String rest) {
        return SweepReader.read("sweep.yaml", FIRST_LINES + rest, reference -> {
            assertThat(reference).isEqualTo("base.yaml");
            return new SweepReader.ExperimentSource(
                    "at/base.yaml", ExperimentText.MINIMAL + "optimizer: {learningRate: 0.01}\n");
        });
    }

    private static List<String> names(String rest) {
        return read(rest).runs().stream().map(PlannedRun::name).toList();
    }

    @Test
    void gridExpandsToEveryCombinationWithEverySeed() {
        Sweep sweep = read("""
                grid:
                  objective.weightDecay: [0, 1e-3]
                  network.widths: [[64, 32], [128]]
                seeds: [1, 7]
                """);
        assertThat(sweep.keys()).containsExactly("objective.weightDecay", "network.widths");
        assertThat(sweep.runs())
                .extracting(PlannedRun::name)
                .containsExactly(
                        "decay_weightDecay-0_widths-64-32_seed-1", "decay_weightDecay-0_widths-64-32_seed-7",
                        "decay_weightDecay-0_widths-128_seed-1", "decay_weightDecay-0_widths-128_seed-7",
                        "decay_weightDecay-1e-3_widths-64-32_seed-1", "decay_weightDecay-1e-3_widths-64-32_seed-7",
                        "decay_weightDecay-1e-3_widths-128_seed-1", "decay_weightDecay-1e-3_widths-128_seed-7");
        PlannedRun run = sweep.runs().get(5);
        assertThat(run.values()).containsExactly("1e-3", "[64, 32]");
        assertThat(run.experiment().objective().weightDecay()).isEqualTo(WeightDecay.uniform(1e-3));
        assertThat(((NetworkSpec.Mlp) run.experiment().network()).widths()).containsExactly(64, 32);
        assertThat(run.experiment().seed()).isEqualTo(7);
        assertThat(run.experiment().optimizer().learningRate()).isEqualTo(0.01);
    }

    @Test
    void featureDecayIsWrittenAsInFile() {
        Sweep sweep = read("""
                grid: {objective.featureDecay: [0, 1e-3]}
                """);
        assertThat(sweep.runs())
                .extracting(PlannedRun::name)
                .containsExactly("decay_featureDecay-0", "decay_featureDecay-1e-3");
        Sweep listed = read("""
                configurations:
                  - {objective.weightDecay: 1e-4}
                  - {objective.featureDecay: 2e-4}
                """);
        int key = listed.keys().indexOf("objective.featureDecay");
        assertThat(listed.runs()).extracting(run -> listed.value(run, key)).containsExactly("0", "2e-4");
    }

    @Test
    void listedConfigurationsMayOmitKeys() {
        Sweep sweep = read("""
                configurations:
                  - {objective.weightDecay: 1e-4, optimizer.learningRate: 0.02}
                  - {objective.weightDecay: 1e-2}
                """);
        assertThat(sweep.runs())
                .extracting(PlannedRun::values)
                .containsExactly(List.of("1e-4", "0.02"), List.of("1e-2", ""));
        assertThat(sweep.runs())
                .extracting(PlannedRun::name)
                .containsExactly("decay_weightDecay-1e-4_learningRate-0.02", "decay_weightDecay-1e-2");
        assertThat(sweep.runs().get(1).experiment().optimizer().learningRate()).isEqualTo(0.01);
    }

    @Test
    void valuesOfSetAreInEveryRunAndInNoName() {
        assertThat(read("set: {training.epochs: 3}\nseeds: 5\n").runs())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.name()).isEqualTo("decay_seed-5");
                    assertThat(run.experiment().training().epochs()).isEqualTo(3);
                    assertThat(run.experiment().seed()).isEqualTo(5);
                });
    }

    @Test
    void addingRunsKeepsNames() {
        List<String> few = names("grid: {objective.weightDecay: [1e-3, 1e-2]}\nseeds: [1]\n");
        assertThat(names("grid: {objective.weightDecay: [0, 1e-3, 5e-3, 1e-2]}\nseeds: [3, 1, 2]\n"))
                .containsAll(few);
    }

    @Test
    void longNamesAreCutAndRemainDistinct() {
        List<String> names = names(
                "grid: {capture.epochs.logSpaced: [1, 2], training.epochsPastZeroError: [10, 20], optimizer.learningRate: [0.0125]}\nseeds: [1, 2]\n");
        assertThat(names)
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).hasSize(64).startsWith("decay_logSpaced-"));
    }

    @Test
    void keysWithTheSameLastWordAreWrittenInFull() {
        assertThat(names("grid: {objective.weightDecay.head: [1e-3], objective.weightDecay.weights: [0]}\n"))
                .containsExactly("decay_head-1e-3_weights-0");
        assertThat(names("configurations: [{training.epochs: 5, capture.epochs: {first: 2}}]\n"))
                .containsExactly("decay_training.epochs-5_capture.epochs-first-2");
    }

    /** The folder of the sweep has the sweep's name. */
    @Test
    void noRunHasTheNameOfItsSweep() {
        assertThat(names("")).containsExactly("decay_base");
        assertThat(names("configurations: [{}, {training.epochs: 5}]\n"))
                .containsExactly("decay_base", "decay_epochs-5");
    }

    @Test
    void threadsDoNotDependOnTheMachine() {
        assertThat(read("").runs().get(0).experiment().compute().threads()).isEqualTo(1);
        assertThat(read("set: {compute.threads: null}\n")
                        .runs()
                        .get(0)
                        .experiment()
                        .compute()
                        .threads())
                .isEqualTo(1);
        assertThat(read("set: {compute.threads: 3}\n")
                        .runs()
                        .get(0)
                        .experiment()
                        .compute()
                        .threads())
                .isEqualTo(3);
    }

    @Test
    void slurmSettingsSurviveJson() {
        Sweep sweep = read(
                "slurm: {partition: gpu, gpus: 1, timeLimit: 1-02:00:00, sbatchOptions: [--account=vision, '--constraint=a100|a40']}\n");
        assertThat(sweep.slurm())
                .isEqualTo(new SlurmSpec("gpu", 1, "1-02:00:00", List.of("--account=vision", "--constraint=a100|a40")));
        assertThat(SweepReader.fromJson("sweep.json", SweepReader.toJson(sweep)))
                .isEqualTo(sweep);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10:00", "00:10:00", "0-01", "1-00", "0-00:10", "0-00:10:00", "100:00:00"})
    void acceptsTimeLimitsOfSlurm(String time) {
        assertThat(read("slurm: {timeLimit: '" + time + "'}\n").slurm().timeLimit())
                .isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            grid: {optimizer.learningrate: [1]}                    | sweep.yaml, line 3 | unknown key 'optimizer.learningrate'; did you mean 'learningRate'
            grid: {optimizer.learningRate: [0.1, fast]}            | sweep.yaml, line 3 | optimizer.learningRate: invalid value 'fast'
            grid: {objective.weightDecay: 1e-3}                    | sweep.yaml, line 3 | grid.objective.weightDecay: invalid value '1e-3'; expected a list of values
            grid: {objective.weightDecay: []}                      | sweep.yaml, line 3 | expected a list of values
            grid: {seed: [1, 2]}                                   | sweep.yaml, line 3 | 'seeds' its seed
            grid: {a..b: [1]}                                      | sweep.yaml, line 3 | 'a..b' is not a key of an experiment
            grid: [1]                                              | sweep.yaml, line 3 | grid: invalid value '[1]'
            gird: {}                                               | sweep.yaml, line 3 | did you mean 'grid'
            seeds: [1, 1]                                          | sweep.yaml, line 3 | distinct seeds
            seeds: [one]                                           | sweep.yaml, line 3 | an integer
            set: {name: other}                                     | sweep.yaml, line 3 | the sweep sets the name
            grid: {training.epochs: [1, '1']}                      | sweep.yaml         | two runs would have the name 'decay_epochs-1'
            set: {compute.device: 'cuda:1', compute.kernels: nd4j}  | sweep.yaml, line 3 | write cuda:0
            slurm: {timeLimit: soon}                                    | sweep.yaml, line 3 | slurm.timeLimit: invalid value 'soon'
            slurm: {timeLimit: 9}                                       | sweep.yaml, line 3 | of at least 10 minutes
            slurm: {timeLimit: '9:59'}                                  | sweep.yaml, line 3 | of at least 10 minutes
            slurm: {timeLimit: '00:09:59'}                              | sweep.yaml, line 3 | of at least 10 minutes
            slurm: {timeLimit: 0-00:09}                                 | sweep.yaml, line 3 | of at least 10 minutes
            slurm: {gpus: -1}                                      | sweep.yaml, line 3 | slurm.gpus: invalid value '-1'
            slurm: {sbatchOptions: [--array=1]}                            | sweep.yaml, line 3 | none of --array, --clusters
            slurm: {sbatchOptions: [-Mother]}                              | sweep.yaml, line 3 | none of --array, --clusters
            slurm: {sbatchOptions: [--job-name=x]}                         | sweep.yaml, line 3 | none of --array, --clusters
            slurm: {sbatchOptions: ['--wrap=a b']}                         | sweep.yaml, line 3 | options of sbatch
            slurm: {partition: 'a b'}                              | sweep.yaml, line 3 | a partition's name
            """)
    void rejectsInvalidSweeps(String line, String place, String message) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(line + "\n"))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(place)
                        .contains(message)
                        .hasLineCount(1));
    }

    @Test
    void rejectsKeysThatAreVariedTwice() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("set: {training.epochs: 1}\ngrid: {training.epochs: [1]}\n"))
                .withMessageContaining("is in 'set' and also varied");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("configurations: [{training.epochs: 1}]\ngrid: {training.epochs: [1]}\n"))
                .withMessageContaining("is in 'grid' and in 'configurations'");
    }

    @Test
    void rejectsTooManyRunsBeforeCreatingThem() {
        String values = IntStream.rangeClosed(1, 101)
                .mapToObj(Integer::toString)
                .toList()
                .toString();
        String fifteen = "[[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11], [12], [13], [14], [15]]";
        String many = IntStream.range(0, 20)
                .mapToObj(i -> "a" + i + ": " + fifteen)
                .toList()
                .toString()
                .replaceAll("^.|.$", "");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("grid: {" + many + "}\n"))
                .withMessageContaining("a sweep has at most");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read("grid: {training.epochs: " + values + ", optimizer.gamma: " + values + "}\n"))
                .withMessageContaining("10201 runs, but a sweep has at most 10000");
    }

    @Test
    void errorInTheExperimentFileNamesThatFile() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> SweepReader.read(
                        "sweep.yaml",
                        FIRST_LINES,
                        reference -> new SweepReader.ExperimentSource(
                                "at/base.yaml", ExperimentText.MINIMAL + "trainig: {}\n")))
                .withMessageStartingWith("at/base.yaml, line 4: unknown key 'trainig'");
    }
}
