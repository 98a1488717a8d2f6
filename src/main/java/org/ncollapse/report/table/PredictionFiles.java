package org.ncollapse.report.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;
import org.ncollapse.ufm.StrengthSymbol;
import org.ncollapse.ufm.UfmModel;

/**
 * A prediction as files: {@code prediction.json} with all of it, and tidy tables.
 *
 * <ul>
 *   <li>{@code gram.csv} (layer, matrix, i, j, value): {@code class_mean_gram} holds H̄ᵀH̄ of each layer where it is
 *       determined, {@code weight_gram} WWᵀ;
 *   <li>{@code logits.csv} (i, j, value): output i at the mean of class j; no rows where the logits are not determined;
 *   <li>{@code means.csv} (layer, class, squared_mean_norm): ‖h̄_k‖²;
 *   <li>{@code factors.csv} (factor, quantity, index, value): {@code squared_norm} without an index,
 *       {@code singular_values} with one.
 * </ul>
 */
public final class PredictionFiles {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(DMatrixRMaj.class, new RowsSerializer())
                    .addSerializer(StrengthSymbol.class, ToStringSerializer.instance))
            .build();

    private PredictionFiles() {}

    private record Document(Setting model, Prediction prediction) {}

    /** The parameters of a model; {@code lambdaB} is null without a bias. */
    private record Setting(
            String name,
            List<Integer> classCounts,
            List<Integer> widths,
            List<String> factors,
            List<Double> lambdas,
            Double lambdaB) {}

    /** Returns a matrix as a list of its rows. */
    private static final class RowsSerializer extends JsonSerializer<DMatrixRMaj> {
        @Override
        public void serialize(DMatrixRMaj matrix, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (int i = 0; i < matrix.numRows; i++) {
                json.writeArray(matrix.data, i * matrix.numCols, matrix.numCols);
            }
            json.writeEndArray();
        }
    }

    /** Returns model and prediction as one JSON object; what theory does not determine is null. */
    public static String json(UfmModel model, Prediction prediction) throws JsonProcessingException {
        return MAPPER.writeValueAsString(new Document(
                new Setting(
                        model.kind().toString(),
                        model.classCounts(),
                        model.widths(),
                        model.factorNames(),
                        model.lambdas(),
                        model.hasBias() ? model.lambdaB().getAsDouble() : null),
                prediction));
    }

    /** Writes all files into a folder, which is created if it does not exist. Each file is replaced atomically. */
    public static void write(Path folder, UfmModel model, Prediction prediction) throws IOException {
        Files.createDirectories(folder);
        String json = json(model, prediction);
        AtomicFile.writeUnsynced(folder.resolve("prediction.json"), part -> Files.writeString(part, json + "\n"));
        write(folder.resolve("gram.csv"), List.of("layer", "matrix", "i", "j", "value"), table -> {
            for (LayerMeans layer : prediction.layers()) {
                matrix(table, layer.gram(), layer.name(), "class_mean_gram");
            }
            matrix(table, prediction.headGram(), prediction.factors().get(0).name(), "weight_gram");
        });
        write(folder.resolve("logits.csv"), List.of("i", "j", "value"), table -> matrix(table, prediction.logits()));
        write(folder.resolve("means.csv"), List.of("layer", "class", "squared_mean_norm"), table -> {
            for (LayerMeans layer : prediction.layers()) {
                for (int k = 0; k < layer.squaredMeanNorms().length; k++) {
                    table.writeRow(layer.name(), k, layer.squaredMeanNorms()[k]);
                }
            }
        });
        write(folder.resolve("factors.csv"), List.of("factor", "quantity", "index", "value"), table -> {
            for (Factor factor : prediction.factors()) {
                table.writeRow(factor.name(), "squared_norm", null, factor.squaredNorm());
                for (int i = 0; factor.singularValues() != null && i < factor.singularValues().length; i++) {
                    table.writeRow(factor.name(), "singular_values", i, factor.singularValues()[i]);
                }
            }
        });
    }

    private interface Rows {
        void writeTo(CsvWriter table);
    }

    private static void write(Path file, List<String> header, Rows rows) throws IOException {
        AtomicFile.writeUnsynced(file, part -> {
            try (CsvWriter table = new CsvWriter(part, header)) {
                rows.writeTo(table);
            }
        });
    }

    private static void matrix(CsvWriter table, DMatrixRMaj values, Object... keys) {
        for (int i = 0; values != null && i < values.numRows; i++) {
            for (int j = 0; j < values.numCols; j++) {
                Object[] row = Arrays.copyOf(keys, keys.length + 3);
                row[keys.length] = i;
                row[keys.length + 1] = j;
                row[keys.length + 2] = values.get(i, j);
                table.writeRow(row);
            }
        }
    }
}
