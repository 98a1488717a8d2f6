package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedLoss;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.measurement.MeasurementRun;
import org.ncollapse.experiment.measurement.SplitMeasurement;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.metrics.PublishedCode;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunName;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code measure}: computes every metric for features that another program saved. */
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Measures features that another program saved with numpy, PyTorch or safetensors.",
            "FILE holds the arrays features (N x d) and labels (N) and, if the head is to be measured too, "
                    + "weights (K x d), bias (K) and weight_decay.",
            "Labels are whole numbers of any type, or one-hot rows; samples with a negative label are left out. "
                    + "The classes that have samples in every file are measured.",
            "In place of features and labels, FILE may hold class moments: counts, anchors, offsets, squared_norm_sums "
                    + "and scatter. python/ncollapse_capture.py writes both from PyTorch.",
            "For the fit the arrays bias_weight_decay, feature_decay, learning_rates, steps, momentum, "
                    + "hidden_weights, hidden_bias and hidden_weight_decay are read too, if they are there; "
                    + "docs/commands.md describes them.",
            "Files are read in blocks and may be larger than memory. Results go to notebooks-export/NAME: the tables, "
                    + "figures and page of a run, and the fit of the UFM, if the files have what it needs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse measure features.npz",
            "  ncollapse measure train.npz --test test.npz --name my-network",
            "  ncollapse measure features.npy --labels labels.npy",
            "  ncollapse measure h.npy --labels y.npy --weights W.npy --bias b.npy --weight-decay 5e-4",
            "  ncollapse measure epoch-0010-penultimate-train.npz epoch-0020-penultimate-train.npz --name two",
            "  ncollapse measure features/",
            "  ncollapse measure features.npz --as rhubarbwu",
            "  ncollapse measure 'features/epoch-*-train.safetensors' --name training-split"
        })
final class MeasureCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Features: .npz, .npy, .pt, .pth or .safetensors. Several files are several epochs, layers or splits; "
                            + "their names must say which, as those of a run do: epoch-0042-penultimate-train.npz. A folder "
                            + "stands for the files in it; quoted patterns such as 'features/epoch-*-train.npz' are expanded.")
    private List<Path> given;

    @Option(
            names = "--test",
            paramLabel = "TEST",
            description = "Features of the test split; measured with the head and the class means of FILE.")
    private Path test;

    @Option(names = "--labels", paramLabel = "FILE", description = "The labels, if FILE has none: .npy.")
    private Path labels;

    @Option(names = "--weights", paramLabel = "FILE", description = "The head's weights, .npy.")
    private Path weights;

    @Option(names = "--bias", paramLabel = "FILE", description = "The head's bias, .npy.")
    private Path bias;

    @Option(
            names = "--weight-decay",
            paramLabel = "λ",
            description = "The weight decay of the head, for mse_nc1, mse_nc23, mse_perp and 'fit' (default: 0).")
    private Double weightDecay;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            description = "The loss in column loss: ${COMPLETION-CANDIDATES} (default: what FILE says, else mse).")
    private Loss loss;

    @Option(
            names = "--as",
            paramLabel = "CODE",
            description = "Also prints the metrics under the names and by the definitions of a published program: "
                    + "${COMPLETION-CANDIDATES}.")
    private PublishedCode as;

    @Option(names = "--matrices", description = "Writes gram.csv and logits.csv also for more than 1,000 classes.")
    private boolean matrices;

    @Option(names = "--no-fit", description = "Leaves out the fit, which 'ncollapse fit NAME' makes later.")
    private boolean withoutFit;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the results (default: the name of FILE).")
    private String name;

    @Option(names = "--overwrite", description = "Removes earlier results of the same name.")
    private boolean overwrite;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> files = FeatureFiles.of(given);
        RunFolders folders = new RunFolders(home.folder(), name(files));
        MeasurementInput input = MeasurementInput.of(splits(files));
        Loss measuredLoss = SavedLoss.of(input.splits(), loss);
        if (LaunchEnvironment.isMissing()) { // OpenBLAS selects its kernels from the environment.
            return LaunchEnvironment.relaunch(command);
        }
        PublishedValues published = as == null ? null : new PublishedValues(as);
        List<SplitMeasurement> measured;
        try (MeasurementProgressPrinter progress = new MeasurementProgressPrinter(
                folders.name(), command.commandLine().getErr(), published == null ? (key, layer) -> {} : published)) {
            measured = new MeasurementRun(input, measuredLoss, matrices, folders, progress).execute(overwrite);
        }
        PrintWriter out = command.commandLine().getOut();
        MeasurementPrinter printer = new MeasurementPrinter(input, measured, folders, published);
        printer.printMetrics(out);
        out.flush(); // The fit may take minutes.
        printer.printResults(out, withoutFit ? "none; 'ncollapse fit " + folders.name() + "' makes it" : fit(folders));
        return ExitCode.DONE;
    }

    /** Fits the models; returns what was found, or why there is no fit. The measurement is complete without one. */
    private String fit(RunFolders folders) throws IOException {
        try {
            return RunFitter.refit(
                            folders,
                            new StageProgressPrinter(
                                    folders.name(), command.commandLine().getErr()))
                    .verdict()
                    .get(0);
        } catch (BadInputException e) {
            return "none; " + e.getMessage();
        }
    }

    private String name(List<Path> files) {
        if (name != null) {
            RunName.requireValid(name);
            return name;
        }
        if (given.size() == 1 && Files.isDirectory(given.get(0))) {
            return RunName.sanitize(
                    String.valueOf(given.get(0).toAbsolutePath().normalize().getFileName()));
        }
        if (files.size() > 1) {
            throw new BadInputException("a measurement of several files needs a name: --name NAME");
        }
        return RunName.sanitize(FeatureFiles.SUFFIX
                .matcher(String.valueOf(files.get(0).getFileName()))
                .replaceFirst(""));
    }

    private List<SavedSplit> splits(List<Path> files) {
        if (files.size() > 1) {
            if (test != null || labels != null || weights != null || bias != null) {
                throw new BadInputException(
                        "--test, --labels, --weights and --bias need a single FILE, but there are " + files.size()
                                + "; with several files each has all its arrays, also for the test "
                                + "split: epoch-0042-penultimate-test.npz");
            }
            return files.stream()
                    .map(file -> SavedSplit.of(SavedSplit.arrays(file), requireKey(file), weightDecay))
                    .toList();
        }
        Path file = files.get(0);
        CaptureKey parsed = CaptureKey.parse(file);
        CaptureKey key = parsed == null ? new CaptureKey(0, Tap.PENULTIMATE, Split.TRAIN) : parsed;
        NamedArrays arrays = SavedSplit.arrays(file)
                .with("labels", labels)
                .with("weights", weights)
                .with("bias", bias);
        List<SavedSplit> splits = new ArrayList<>(List.of(SavedSplit.of(arrays, key, weightDecay)));
        if (test != null) {
            if (!key.isTrain()) {
                throw new BadInputException(
                        file + " is a test split by its name; with --test, FILE must be the training split");
            }
            splits.add(SavedSplit.of(SavedSplit.arrays(test), key.withSplit(Split.TEST), null));
        }
        return splits;
    }

    private static CaptureKey requireKey(Path file) {
        CaptureKey key = CaptureKey.parse(file);
        if (key == null) {
            throw new BadInputException(file
                    + ": with several files, each name must give epoch, layer and split, as "
                    + "epoch-0042-penultimate-train.npz; "
                    + "rename it, or measure it alone");
        }
        return key;
    }
}
