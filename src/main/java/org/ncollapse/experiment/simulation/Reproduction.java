package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
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

/** Several simulations, and one page on which each stands beside its closed form. */
public final class Reproduction {

    /** The page's folder has a run's place, and this for its name. */
    private static final String NAME = "reproduce";

    private final Path home;
    private final List<SimulationSpec> simulations;
    private final Function<SimulationSpec, SimulationListener> listeners;

    /**
     * A reproduction that has not begun.
     *
     * @param home below which results go
     * @param listeners hears each simulation
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
     * @param overwrite whether the files of an earlier time may be removed
     * @return the page
     * @throws BadInputException where there are such files and they may not, or a model is too narrow for its closed
     *     form; nothing is written then
     * @throws IllegalArgumentException for a model that none of the paper's theorems is on; nothing is written then
     */
    public Path execute(boolean overwrite) throws IOException {
        RunFolders page = new RunFolders(home, NAME);
        RunLock.requireFree(page);
        page.requireUnused(overwrite);
        for (SimulationSpec simulation : simulations) {
            folders(simulation).requireUnused(overwrite);
            UfmModel model = UfmModelFactory.of(simulation.model());
            Theorem.of(model);
            String tooNarrow = model.widthProblem();
            if (tooNarrow != null) {
                throw new BadInputException(simulation.name() + ": " + tooNarrow);
            }
        }
        try (RunLock lock = RunLock.acquire(page)) {
            page.requireUnused(overwrite); // Another may have begun meanwhile.
            return write(page, overwrite);
        }
    }

    private Path write(RunFolders page, boolean overwrite) throws IOException {
        List<ReproducedModel> exhibits = new ArrayList<>();
        for (SimulationSpec simulation : simulations) {
            exhibits.add(exhibit(simulation, overwrite));
        }
        page.deleteResults();
        Files.createDirectories(page.export());
        Path file = page.export().resolve("index.html");
        Software software = Software.withoutNetwork();
        ReproductionPage.write(
                file,
                "The unconstrained features models: gradient descent beside the closed forms",
                "As in the figures of Tirer & Bruna, Extended Unconstrained Features Model for Exploring Deep Neural Collapse (ICML 2022): plain gradient "
                        + "descent on each model, recorded as a network's training is. OF is an orthogonal frame, ETF a simplex equiangular tight frame; "
                        + "values of NC1 below 1e-24 are rounding and left out. A matrix or vector stands in the tables by its Frobenius norm, its error by that of "
                        + "the difference.",
                exhibits,
                "ncollapse " + software.ncollapse() + ", commit " + software.commit()
                        + (software.uncommitted() ? " with changes" : "")
                        + "; " + software.blas() + "; Java " + software.java()
                        + ". Every run's manifest, tables and figures lie beside this page's folder, in "
                        + String.join(
                                ", ",
                                simulations.stream().map(SimulationSpec::name).toList()) + ".");
        return file;
    }

    private ReproducedModel exhibit(SimulationSpec simulation, boolean overwrite) throws IOException {
        RunFolders folders = folders(simulation);
        SimulationResult simulated =
                new SimulationRun(simulation, folders, listeners.apply(simulation)).execute(overwrite);
        Theorem theorem = Theorem.of(simulated.model());
        Prediction prediction = simulated.model().predict();
        Observation observation = Observation.of(simulated.model(), simulated.finalState());
        MetricsTable metrics = MetricsTable.read(folders.export());
        TheoremCheck seen = new TheoremCheck(simulation, simulated, metrics, prediction, observation);
        Path figure = ReproductionFigure.draw(folders.export(), metrics, theorem.isSimplex(), prediction.objective());
        return new ReproducedModel(
                theorem.title(),
                seen.settingsLine(),
                simulation.notes(),
                theorem.statement(),
                seen.sentences(),
                figure,
                ReproducedModelRows.of(simulated.comparisons(), prediction, observation));
    }

    private RunFolders folders(SimulationSpec simulation) {
        return new RunFolders(home, simulation.name());
    }
}
