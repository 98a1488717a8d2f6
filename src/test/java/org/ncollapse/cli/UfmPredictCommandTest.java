package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;

class UfmPredictCommandTest {

    private static final String EXTENDED =
            "--model extended-relu --classes 4 --samples-per-class 50 --lambda-w .002,.001 --lambda-h 5e-4";

    @TempDir
    private Path folder;

    private static CommandResult predict(String options) {
        return CommandResult.run(("ufm predict " + options).split(" "));
    }

    private static JsonNode json(String options) throws IOException {
        CommandResult result = predict(options + " --json");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    private static double objective(String options) throws IOException {
        return json(options).at("/prediction/objective").doubleValue();
    }

    private static List<List<Double>> rows(JsonNode matrix) {
        return new ObjectMapper().convertValue(matrix, new TypeReference<>() {});
    }

    @Test
    void jsonHasThePredictionToTheLastBit() throws IOException {
        JsonNode read =
                json("--model plain --classes 3 --samples-per-class 7 --widths 5 --lambda-w .003 --lambda-h .01 "
                        + "--lambda-b .4");
        Prediction prediction = new PlainMseModel(3, 7, 5, .003, .01, .4).predict();
        JsonNode node = read.get("prediction");
        assertThat(node.get("objective").doubleValue()).isEqualTo(prediction.objective());
        assertThat(node.at("/threshold/strength").doubleValue())
                .isEqualTo(prediction.threshold().strength());
        assertThat(node.at("/bias/2").doubleValue()).isEqualTo(prediction.bias()[2]);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(rows(node.get("logits")).get(i).get(j))
                        .isEqualTo(prediction.logits().get(i, j));
                assertThat(rows(node.get("headGram")).get(i).get(j))
                        .isEqualTo(prediction.headGram().get(i, j));
                assertThat(rows(node.at("/layers/0/gram")).get(i).get(j))
                        .isEqualTo(prediction.layers().get(0).gram().get(i, j));
            }
        }
        assertThat(node.at("/factors/1/singularValues/2").doubleValue())
                .isEqualTo(prediction.factors().get(1).singularValues()[2]);
        assertThat(read.at("/model/lambdaB").doubleValue()).isEqualTo(.4);
        assertThat(new ObjectMapper().convertValue(read.at("/model/widths"), int[].class))
                .containsExactly(5);
    }

    @Test
    void undeterminedValuesAreNullInJsonAndMarkedInTheTable() throws IOException {
        JsonNode relu = json(EXTENDED);
        assertThat(relu.at("/prediction/factors/1/singularValues").isNull()).isTrue();
        assertThat(relu.at("/prediction/layers/1/gram").isNull()).isTrue();
        assertThat(relu.at("/prediction/layers/0/gram").isNull()).isFalse();
        assertThat(relu.at("/model/lambdaB").isNull()).isTrue();
        assertThat(predict(EXTENDED).out())
                .containsPattern("W1 +14\\.5903 +not determined")
                .containsPattern("H1 +4 × 0\\.145903 +not determined")
                .contains("Before the ReLU only norms are determined");
        JsonNode free =
                json("--model plain-cross-entropy --classes 4 --samples-per-class 50 --lambda-w .001 --lambda-h .002 "
                        + "--lambda-b 0");
        assertThat(free.at("/prediction/logits").isNull()).isTrue();
        assertThat(free.at("/model/lambdaB").doubleValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --model plain --classes 4 --samples-per-class 50 --lambda-w .005 --lambda-h .005                     | 0.131421  | 0.121421·I
            --model plain --classes 4 --samples-per-class 50 --lambda-w .005 --lambda-h .005 --lambda-b .5        | 0.126421  | 0.121421·I − 0.01·J
            --model plain-cross-entropy --classes 4 --samples-per-class 50 --lambda-w .001 --lambda-h .002       | 0.167701  | 0.457471·(I − J/4)
            --model extended-linear --classes 4 --samples-per-class 50 --lambda-w .002,.001 --lambda-h 5e-4      | 0.0219951 | 0.98519·I
            --model imbalanced --samples-per-class 60,30,10,4 --lambda-w .02 --lambda-h .02                      | 0.28454   | diagonal: 0.0944328, 0.113241
            """)
    void tableShowsObjectiveAndLogits(String options, String objective, String form) {
        CommandResult result = predict(options);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .containsPattern("(?m)^objective +" + objective.replace(".", "\\.") + "$")
                .contains(form);
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
    }

    @Test
    void exceededThresholdsAreExplained() {
        assertThat(predict("--model plain --classes 4 --samples-per-class 50 --lambda-w .1 --lambda-h .1")
                        .out())
                .contains("at least 1: the minimizer is zero", "outweigh");
        assertThat(predict("--model imbalanced --samples-per-class 60,30,10,4 --lambda-w .02 --lambda-h .02")
                        .out())
                .contains("Minority collapse", "class 3 (n = 4");
        assertThat(predict("--model deep-linear --classes 4 --samples-per-class 50 --lambda-w .03 --lambda-h .03")
                        .out()
                        .replace('\n', ' '))
                .contains("the global minimum is at zero");
    }

    @Test
    void singleValueAppliesToAllLayersAndListsSetTheDepth() throws IOException {
        DeepModel four = new DeepModel(3, 9, List.of(3, 3, 3, 3), List.of(.001, .001, .001, .001, .002), false);
        String rest = " --classes 3 --samples-per-class 9 --lambda-w .001 --lambda-h .002";
        assertThat(objective("--model deep-linear --depth 4" + rest))
                .isEqualTo(four.predict().objective());
        assertThat(objective("--model deep-linear --widths 7,6,5,4" + rest))
                .isEqualTo(four.predict().objective());
        assertThat(json("--model deep-linear" + rest).at("/model/factors")).hasSize(4);
        Prediction plain = new PlainMseModel(3, 9, 3, .001, .002).predict();
        assertThat(objective("--model imbalanced" + rest)).isCloseTo(plain.objective(), within(1e-15));
    }

    @Test
    void writesFilesWithTheSameNumbers() throws IOException {
        Path out = folder.resolve("a/b");
        assertThat(predict(EXTENDED + " --out " + out).code()).isZero();
        assertThat(predict(EXTENDED + " --out " + out).code()).isZero();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("prediction.json", "gram.csv", "logits.csv", "means.csv", "factors.csv");
        }
        Prediction prediction = new DeepModel(4, 50, List.of(4, 4), List.of(.002, .001, .0005), true).predict();
        assertThat(new ObjectMapper().readTree(out.resolve("prediction.json").toFile()))
                .isEqualTo(json(EXTENDED));
        List<String> gram = Files.readAllLines(out.resolve("gram.csv"));
        assertThat(gram)
                .hasSize(1 + 2 * 16)
                .startsWith("layer,matrix,i,j,value")
                .contains(
                        "H2,class_mean_gram,1,1,"
                                + prediction.layers().get(0).gram().get(1, 1),
                        "W2,weight_gram,3,2,0.0")
                .noneMatch(line -> line.startsWith("H1"));
        assertThat(Files.readAllLines(out.resolve("logits.csv")))
                .hasSize(17)
                .contains("3,3," + prediction.logits().get(3, 3));
        assertThat(Files.readAllLines(out.resolve("means.csv")))
                .hasSize(9)
                .contains("H1,2," + prediction.layers().get(1).squaredMeanNorms()[2]);
        List<String> factors = new ArrayList<>(List.of("factor,quantity,index,value"));
        factors.add("W2,squared_norm,," + prediction.factors().get(0).squaredNorm());
        for (int i = 0; i < 4; i++) {
            factors.add("W2,singular_values," + i + ","
                    + prediction.factors().get(0).singularValues()[i]);
        }
        factors.add("W1,squared_norm,," + prediction.factors().get(1).squaredNorm());
        factors.add("H1,squared_norm,," + prediction.factors().get(2).squaredNorm());
        assertThat(Files.readAllLines(out.resolve("factors.csv"))).isEqualTo(factors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --model plian --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1                  | invalid value 'plian'; valid values: plain, plain-cross-entropy
            --model plain --samples-per-class 5 --lambda-w 1 --lambda-h 1                              | --classes is missing
            --model plain --classes 4 --lambda-w 1 --lambda-h 1                                | --samples-per-class
            --model plain --classes x --samples-per-class 5 --lambda-w 1 --lambda-h 1                  | 'x' is not an int
            --model plain --classes 1 --samples-per-class 5 --lambda-w 1 --lambda-h 1                  | at least 2 classes, not 1
            --model plain --classes 9999 --samples-per-class 5 --lambda-w 1 --lambda-h 1               | at most 2000
            --model plain --classes 4 --samples-per-class 5,6,7,8 --lambda-w 1 --lambda-h 1            | use --model imbalanced
            --model plain --classes 4 --samples-per-class 5 --lambda-w 0 --lambda-h 1                  | penalty λ of W must be a finite number above 0
            --model plain --classes 4 --samples-per-class 5 --lambda-w 1,2 --lambda-h 1                | --lambda-w has 2 numbers; give one, or 1
            --model plain --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1 --depth 3        | --depth 3: this model has 1 layer of weights
            --model plain --classes 4 --samples-per-class 5 --lambda-w .01 --lambda-h .1 --widths 3     | width of 3: the minimizer's outputs span 4
            --model plain --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1 --lambda-b -1     | penalty λ of the bias must be a finite number of at least 0
            --model imbalanced --classes 4 --samples-per-class 5,6,7 --lambda-w 1 --lambda-h 1         | --samples-per-class has 3 numbers; give one, or 4
            --model imbalanced --samples-per-class 5,6,7 --lambda-w 1 --lambda-h 1 --lambda-b 1         | --lambda-b: this model has no bias
            --model extended-relu --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1 --depth 3 | use --model deep-linear
            --model extended-linear --classes 4 --samples-per-class 5 --lambda-w 1,1,1 --lambda-h 1    | --lambda-w has 3 numbers; give one, or 2
            --model deep-linear --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1 --depth 1  | for one layer of weights use --model plain
            --model deep-linear --classes 4 --samples-per-class 5 --lambda-w 1,1 --lambda-h 1 --depth 4 | --lambda-w has 2 numbers; give one, or 4
            --model deep-linear --classes 4 --samples-per-class 5 --lambda-w 1 --lambda-h 1 --depth -2 | --depth -2: expected 2 to 1000
            """)
    void rejectsOptionsThatDefineNoModel(String options, String reason) {
        CommandResult result = predict(options);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("ncollapse: ").contains(reason).hasLineCount(1);
    }

    @Test
    void rejectsOutputFolderThatIsAFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), "kept".getBytes(StandardCharsets.UTF_8));
        CommandResult result = predict(EXTENDED + " --out " + file);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("file: not a folder").hasLineCount(1);
        assertThat(file).hasContent("kept");
    }
}
