package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.SimplexTrajectory.Projection;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitTable;
import org.ncollapse.report.table.MetricsCsv;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** Pages of runs whose tables are given by formulas: three classes, two layers, captures of epochs 0 to 20. */
final class SyntheticRunPage {

    static final int LAST = 20;
    static final int ZERO_ERROR = 10;

    private static final int CLASSES = 3;

    private SyntheticRunPage() {}

    /**
     * NC1 of the penultimate layer on the training split; three times that in the layer before, twice on the test
     * split.
     */
    static double nc1(int epoch) {
        return Math.pow(10, -epoch / 5.0);
    }

    /** Mean loss of an epoch's batches: one in odd epochs, zero in even ones. */
    static double batchLoss(int epoch) {
        return epoch % 2;
    }

    /** An entry of the class means' Gram matrix; ten times that in the layer before. */
    static double gram(int epoch, int i, int j) {
        return i == j ? 2 + epoch : -(1 + epoch) / 4.0;
    }

    /** The distance of each feature of the simplex from its class mean. */
    static double deviation(int epoch) {
        return 1.0 / (1 + epoch);
    }

    /** Writes the page of a run with its tables, and with a fit if there are rows of one. */
    static Path write(Path folder, String name, List<FitRow> fit) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.write(run.resolve("metrics.csv"), MetricsCsv.completed(metrics()));
        List<String> epochs = new ArrayList<>(List.of("epoch,loss,error,learning_rate,seconds"));
        List<String> gram = new ArrayList<>(List.of("epoch,layer,split,matrix,i,j,value"));
        List<String> logits = new ArrayList<>(List.of("epoch,layer,split,i,j,value"));
        for (int epoch = 0; epoch <= LAST; epoch++) {
            if (epoch > 0) {
                epochs.add("%d,%s,0.5,0.1,1".formatted(epoch, batchLoss(epoch)));
            }
            for (int i = 0; i < CLASSES; i++) {
                for (int j = 0; j < CLASSES; j++) {
                    double value = gram(epoch, i, j);
                    gram.add("%d,penultimate,train,class_mean_gram,%d,%d,%s".formatted(epoch, i, j, value));
                    gram.add("%d,penultimate,train,weight_gram,%d,%d,%s".formatted(epoch, i, j, value));
                    gram.add("%d,previous,train,class_mean_gram,%d,%d,%s".formatted(epoch, i, j, 10 * value));
                    logits.add("%d,penultimate,train,%d,%d,%s".formatted(epoch, i, j, value));
                }
            }
        }
        Files.write(run.resolve("epochs.csv"), epochs);
        Files.write(run.resolve("gram.csv"), gram);
        Files.write(run.resolve("logits.csv"), logits);
        if (!fit.isEmpty()) {
            FitFiles.write(run, fit);
            FitFiles.writeVerdict(
                    run, List.of("The plain model describes the run: κ is 2 and λ_H is known."), FitTable.of(fit));
        }
        Path page = run.resolve("report.html");
        RunPage.write(
                page,
                new RunPageInput(
                        new RunDescription(name, name, "epoch", "", List.of("cat", "dog", "a,\"b\"")),
                        run,
                        RunStatus.FINISHED,
                        true,
                        Optional.of(simplex()),
                        new RunProvenance("name: " + name, JsonNodeFactory.instance.objectNode())));
        return page;
    }

    private static List<String> metrics() {
        List<String> lines = new ArrayList<>(List.of(
                "epoch,layer,split,nc1,cdnv,nc2_etf,nc2_of,nc3_etf,nc3_of,nc4_mismatch,loss,error,terminal_phase"));
        for (int epoch = 0; epoch <= LAST; epoch++) {
            for (String layer : List.of("penultimate", "previous")) {
                for (String split : List.of("train", "test")) {
                    double factor = (layer.equals("previous") ? 3 : 1) * (split.equals("test") ? 2 : 1);
                    boolean terminal = epoch >= ZERO_ERROR;
                    lines.add(String.format(
                            Locale.ROOT,
                            "%d,%s,%s,%s,%s,0.5,0.25,0.5,0.25,0,%s,%s,%d",
                            epoch,
                            layer,
                            split,
                            factor * nc1(epoch),
                            factor / (1 + epoch),
                            layer.equals("previous") ? "" : String.valueOf(factor * Math.pow(2, -epoch)),
                            layer.equals("previous") ? "" : terminal ? "0" : "0.1",
                            terminal ? 1 : 0));
                }
            }
        }
        return lines;
    }

    /** Each class has two features, to the left and to the right of its mean. */
    private static SimplexTrajectory simplex() {
        double[][] corners = {{0, 1}, {Math.sqrt(.75), -.5}, {-Math.sqrt(.75), -.5}};
        List<Projection> projections = new ArrayList<>();
        for (int epoch = 0; epoch <= LAST; epoch++) {
            List<double[][]> samples = new ArrayList<>();
            for (double[] corner : corners) {
                samples.add(new double[][] {
                    {corner[0] - deviation(epoch), corner[1]}, {corner[0] + deviation(epoch), corner[1]}
                });
            }
            projections.add(new Projection(epoch, samples, corners, corners));
        }
        return new SimplexTrajectory(List.of("cat", "dog", "a,\"b\""), projections);
    }

    /**
     * A fit of the plain model with a known penalty: an RMSE of log₁₀ 2 for NC1, one prediction right and one off by
     * half.
     */
    static List<FitRow> fit() {
        List<FitRow> rows = new ArrayList<>();
        rows.add(row(Kind.ESTIMATE, LAST, "lambda_h", .01, .02, 1));
        for (int epoch = ZERO_ERROR; epoch <= LAST; epoch++) {
            rows.add(row(Kind.TRAJECTORY, epoch, "nc1", nc1(epoch), 2 * nc1(epoch), .5));
        }
        rows.add(score("rmse_nc1", Math.log10(2)));
        rows.add(score("rmse_constant_nc1", 1));
        rows.add(score("rmse_frozen_nc1", Math.log10(4)));
        rows.add(score("skill_constant_nc1", 1 - Math.log10(2)));
        rows.add(score("skill_frozen_nc1", .5));
        rows.add(row(Kind.PREDICTION, LAST, "objective", .1, .1, 0));
        rows.add(row(Kind.PREDICTION, LAST, "logits", 3, 2, .5));
        return rows;
    }

    private static FitRow row(
            Kind kind, int epoch, String quantity, double observed, double predicted, double relativeError) {
        return new FitRow(
                kind, "plain", OptionalInt.of(epoch), "", quantity, Entry.SCALAR, observed, predicted, relativeError);
    }

    private static FitRow score(String quantity, double value) {
        return new FitRow(
                Kind.SCORE, "plain", OptionalInt.empty(), "", quantity, Entry.SCALAR, value, Double.NaN, Double.NaN);
    }
}
