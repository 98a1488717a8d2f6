package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunExporter;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;

/** Measures features saved by numpy, and compares the tables with docs/metrics.md. */
class MeasuredArraysTest extends MeasurementFixture {

    /** Without a bias, λ = .01. */
    private static final String REFERENCE = """
            nc0 5.28849382605 nc1 .0360324188891 nc1_trace_ratio .123653399127 cdnv .0494839650277 vci .0243767820327 nc2_etf .45425605327 nc2_of .530524807355
            equinorm .136644271088 equiangle .258805667485 maxangle .228403554301 nc2_uniformity .0267185023129 nc2_log_uniformity .0107718030238
            global_mean_ratio .228606158516 stable_rank 2.24733918159 effective_rank 3.64380807508 nc2_etf_head .548975864541
            nc2_of_head .507380887259 equinorm_head .204898332763 equiangle_head .236222512357 maxangle_head .210561095535 nc3_etf 1.00875107065
            nc3_of 1.02715506527 nc3_distance 1.68660784451 nc3_distance_uncentered 1.58817570103 nc3_uniform_duality 3.02657927422
            nc3_uniform_duality_cosine .0416499904276 head_bias_residual 2.68103536627 nc4_mismatch .333333333333 head_principal_angle 80.1766788814
            cosine_margin_p0 -.423760210585 cosine_margin_p5 -.373768636831 cosine_margin_p50 .0227088315411 mse_nc1 .0182199465702
            mse_nc23 .0010249721817 mse_perp 11.1180640038 loss 10.9129340586""";

    private static final String WITH_BIAS = """
            nc1 .0360324188891 head_bias_residual 3.29338586342 nc4_mismatch .444444444444 mse_nc1 .0131374067609 mse_nc23 .000549561116931
            mse_perp 14.1680816162 loss 13.9479852768""";

    @Test
    void numpyFilesGiveDocumentedNumbers() throws IOException {
        CSVRecord row = rows(measure(Loss.MSE, split(numpy("reference.npz")))).get(0);
        assertValues(row, REFERENCE, 1e-11);
        assertThat(List.of(row.get("epoch"), row.get("layer"), row.get("split"), row.get("terminal_phase")))
                .containsExactly("0", "penultimate", "train", "0");
        assertThat(UNKNOWN).allSatisfy(column -> assertThat(row.get(column)).isEmpty());
    }

    /** The arrays of reference.npz, saved by saved_tensors.py. */
    @ParameterizedTest
    @ValueSource(strings = {"reference.pt", "reference.safetensors"})
    void otherFormatsGiveTheSameBytes(String name) throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        byte[] expected = Files.readAllBytes(folders.export().resolve("metrics.csv"));
        measure(Loss.MSE, split(numpy(name)));
        assertThat(Files.readAllBytes(folders.export().resolve("metrics.csv"))).isEqualTo(expected);
    }

    @Test
    void compressedFileWithBiasGivesDocumentedNumbers() throws IOException {
        assertValues(rows(measure(Loss.MSE, split(numpy("reference-bias.npz")))).get(0), WITH_BIAS, 1e-11);
    }

    @Test
    void crossEntropyFillsLossAndLeavesMseColumnsEmpty() throws IOException {
        CSVRecord row = rows(measure(Loss.CROSS_ENTROPY, split(numpy("reference-bias.npz"))))
                .get(0);
        assertValues(row, "head_bias_residual 3.29338586342 loss 1.59085274674", 1e-11);
        assertThat(List.of(row.get("mse_nc1"), row.get("mse_nc23"), row.get("mse_perp")))
                .containsOnly("");
    }

    @Test
    void measuresSeparateFilesInHalfPrecision() throws IOException {
        Path labels = numpy("labels.npy");
        NamedArrays whole = SavedSplit.arrays(numpy("reference.npy")).with("labels", labels);
        CSVRecord row =
                rows(measure(Loss.MSE, SavedSplit.of(whole, TRAIN, null))).get(0);
        assertValues(row, "nc1 .0360324188891 vci .0243767820327 nc2_of .530524807355", 1e-11);
        assertThat(List.of(row.get("loss"), row.get("nc3_etf"), row.get("error"), row.get("terminal_phase")))
                .containsOnly("");
        NamedArrays half = SavedSplit.arrays(numpy("half.npy")).with("labels", labels);
        assertValues(
                rows(measure(Loss.MSE, SavedSplit.of(half, TRAIN, null))).get(0),
                "nc1 .0360324188891 nc2_of .530524807355",
                2e-3);
    }

    /** No text may take the error of the test split for the training error. */
    @Test
    void testSplitAloneHasNoTrainingError() throws IOException {
        CaptureKey test = TRAIN.withSplit(Split.TEST);
        RunFolders folders = measure(Loss.MSE, SavedSplit.of(SavedSplit.arrays(numpy("reference.npz")), test, null));
        assertThat(rows(folders).get(0).get("error")).isNotEmpty();
        assertThat(Files.readString(folders.export().resolve("report.html")))
                .contains("The training error was not measured. The run ended at ", " with a test error of ")
                .doesNotContain("The training error has not reached zero");
        RunExporter.export(folders, warning -> {});
        assertThat(Files.readString(folders.export().resolve("tables/metrics.tex")))
                .contains("the training error was not measured");
    }
}
