package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.RunStore;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.ReproductionFigure;
import org.ncollapse.report.page.ReproducedModel;
import org.ncollapse.report.page.ReproductionPage;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmModelFactory;

/** Runs several simulations and writes one page that compares each with its closed form. */
public final class Reproduction {

    /** The name of the page's folder, which is next to the folders of the runs. */
    private static final String NAME = "reproduce";

    private final Path home;
    private final List<SimulationSpec> simulations;
    private final Function<SimulationSpec, SimulationListener> listeners;

    /**
     * A reproduction that has not started.
     *
     * @param home the home folder for the results
     * @param listeners creates the listener of each simulation
     */
    public Reproduction(
            Path home, List<SimulationSpec> simulations, Function<SimulationSpec, SimulationListener> listeners) {
        this.home = home;
        this.simulations = List.copyOf(simulations);
        this.listeners = listeners;
    }

    /**
     * Runs every simulation and writes the page.
     *
     * @param overwrite whether the files of an earlier reproduction may be deleted
     * @return the page
     * @throws BadInputException if there are such files and they may not be deleted, or a model is too narrow for its
     *     closed form; nothing is written in this case
     * @throws IllegalArgumentException if the paper has no theorem about a model; nothing is written in this case
     */
    public Path execute(boolean overwrite) throws IOException {
        RunFolders page = new RunFolders(home, NAME);
        RunLock.requireFree(page);
        new RunStore(page).requireUnused(overwrite);
        for (SimulationSpec simulation : simulations) {
            new RunStore(folders(simulation)).requireUnusedOrUnfinished(overwrite, SimulationManifest.class);
            UfmModel model = UfmModelFactory.of(simulation.model());
            Theorem.of(model);
            model.widthProblem().ifPresent(problem -> {
                throw new BadInputException(simulation.name() + ": " + problem);
            });
        }
        try (RunLock lock = RunLock.acquire(page)) {
            new RunStore(page).requireUnused(overwrite); // Another process may have started in the meantime.
            return write(page, overwrite);
        }
    }

    private Path write(RunFolders page, boolean overwrite) throws IOException {
        List<ReproducedModel> models = new ArrayList<>();
        for (SimulationSpec simulation : simulations) {
            models.add(reproduce(simulation, overwrite));
        }
        new RunStore(page).deleteResults();
        Files.createDirectories(page.export());
        Path file = page.export().resolve("index.html");
        Software software = Software.withoutNetwork();
        ReproductionPage.write(
                file,
                "The unconstrained features models: gradient descent compared with the closed forms",
                "As in the figures of Tirer & Bruna, Extended Unconstrained Features Model for Exploring Deep Neural "
                        + "Collapse (ICML 2022): plain gradient "
                        + "descent on each model, recorded like the training of a network. OF is an orthogonal "
                        + "frame, ETF a simplex equiangular tight frame; "
                        + "values of NC1 below 1e-24 are rounding errors and left out. In the tables, the Frobenius "
                        + "norm stands for a matrix or vector, and the norm of "
                        + "the difference for its error.",
                models,
                "ncollapse " + software.ncollapse() + ", commit " + software.commit()
                        + (software.dirty() ? " with changes" : "")
                        + "; " + software.blas() + "; Java " + software.java()
                        + ". The manifest, tables and figures of each run are in the folders next to this page's: "
                        + String.join(
                                ", ",
                                simulations.stream().map(SimulationSpec::name).toList()) + ".");
        return file;
    }

    private ReproducedModel reproduce(SimulationSpec simulation, boolean overwrite) throws IOException {
        RunFolders folders = folders(simulation);
        SimulationResult result =
                new SimulationRun(simulation, folders, listeners.apply(simulation)).execute(overwrite);
        Theorem theorem = Theorem.of(result.model());
        Prediction prediction = result.model().predict();
        Observation observation = Observation.of(result.model(), result.finalState());
        MetricsTable metrics = MetricsTable.read(folders.export());
        TheoremCheck check = new TheoremCheck(simulation, result, metrics, prediction, observation);
        Path figure = ReproductionFigure.draw(folders.export(), metrics, theorem.isSimplex(), prediction.objective());
        return new ReproducedModel(
                theorem.title(),
                check.settingsLine(),
                simulation.notes(),
                theorem.statement(),
                check.sentences(),
                figure,
                ReproducedModelRows.of(result.comparisons(), prediction, observation));
    }

    private RunFolders folders(SimulationSpec simulation) {
        return new RunFolders(home, simulation.name());
    }
}
