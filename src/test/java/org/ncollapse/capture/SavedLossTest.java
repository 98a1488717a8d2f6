package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;

/** The loss of a measurement, from files in the format of safetensors and from the option. */
class SavedLossTest {

    @TempDir
    private Path folder;

    /** One file for each word; a dash stands for a file that does not state a loss. */
    private List<SavedSplit> splits(String losses) throws IOException {
        List<SavedSplit> splits = new ArrayList<>();
        for (String loss : losses.split(" ")) {
            String header = "{" + (loss.equals("-") ? "" : "'__metadata__':{'loss':'" + loss + "'},")
                    + "'features':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                    + "'labels':{'dtype':'U8','shape':[2],'data_offsets':[8,10]}}";
            Path file = Files.write(
                    folder.resolve(splits.size() + ".safetensors"),
                    ((char) header.length() + "\0\0\0\0\0\0\0" + header.replace('\'', '"') + "\0".repeat(9) + "\1")
                            .getBytes(StandardCharsets.ISO_8859_1));
            splits.add(SavedSplit.of(
                    SavedSplit.arrays(file), new CaptureKey(splits.size(), "penultimate", Split.TRAIN), null));
        }
        return splits;
    }

    private static Loss loss(String key) {
        return key.equals("-") ? null : key.equals("mse") ? Loss.MSE : Loss.CROSS_ENTROPY;
    }

    @ParameterizedTest
    @CsvSource({
        "-, -, mse",
        "-, cross-entropy, cross-entropy",
        "cross-entropy, -, cross-entropy",
        "cross-entropy, cross-entropy, cross-entropy",
        "- cross-entropy -, -, cross-entropy",
        "mse mse, -, mse",
        "hinge, cross-entropy, cross-entropy"
    })
    void lossIsThatOfTheFilesOrTheOption(String files, String option, String expected) throws IOException {
        assertThat(SavedLoss.of(splits(files), loss(option))).isEqualTo(loss(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            cross-entropy     | mse           | 0.safetensors [loss] is 'cross-entropy', and --loss is mse; leave --loss out
            - mse             | cross-entropy | 1.safetensors [loss] is 'mse', and --loss is cross-entropy
            mse cross-entropy | -             | 1.safetensors [loss] is 'cross-entropy', and
            hinge             | -             | 0.safetensors [loss] is 'hinge'; expected mse or cross-entropy: give the loss
            """)
    void conflictsAreRejected(String files, String option, String message) throws IOException {
        List<SavedSplit> splits = splits(files);
        assertThatThrownBy(() -> SavedLoss.of(splits, loss(option)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith(folder.toString());
    }
}
