package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.PredictionFiles;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ufm predict}: prints the closed form of a model's global minimum. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 110,
        customSynopsis = {
            "ncollapse ufm predict --model NAME --classes K --samples-per-class n[,n...] --lambda-w x[,x...]",
            "                      --lambda-h x [--lambda-b x] [--widths d[,d...]] [--depth L] [--json] [--out DIR]"
        },
        description = {
            "Prints the closed form of a model's global minimum.",
            "Norms, Gram matrices, logits, bias, singular values and objective, as far as the theory determines them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse ufm predict --model plain --classes 4 --samples-per-class 50 --lambda-w .005 --lambda-h .005",
            "  ncollapse ufm predict --model imbalanced --samples-per-class 60,30,10,4 --lambda-w .02 --lambda-h .02 "
                    + "--json",
            "  ncollapse ufm predict --model extended-relu --classes 4 --samples-per-class 9 --lambda-w .01 "
                    + "--lambda-h .01",
            "  ncollapse ufm predict --model deep-linear --classes 4 --samples-per-class 9 --lambda-w .01 --lambda-h "
                    + ".01"
        })
final class UfmPredictCommand implements Callable<Integer> {

    @Mixin
    private UfmOptions options;

    @Option(names = "--json", description = "Prints JSON instead of the table; undetermined values are null.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Also writes prediction.json, gram.csv, logits.csv, means.csv and factors.csv into this folder.")
    private Path folder;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        UfmModel model = options.model();
        model.widthProblem().ifPresent(problem -> {
            throw new BadInputException("ufm, --widths: " + problem);
        });
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BadInputException(
                    folder + ": not a folder; --out takes a folder, which is created if it is missing");
        }
        Prediction prediction = model.predict();
        if (folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new BadInputException(
                        folder + ": the folder cannot be created; give --out one that you may write to", e);
            }
            PredictionFiles.write(folder, model, prediction);
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? PredictionFiles.json(model, prediction) : PredictionFormatter.format(model, prediction));
        return ExitCode.DONE;
    }
}
