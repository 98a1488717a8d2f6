package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ncollapse.report.Exhibit;
import org.ncollapse.report.ReproductionPage;
import org.ncollapse.report.SimulationSeries;
import org.ncollapse.report.figure.ReproductionFigure;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Simulation;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;

/** Several simulations, and one page on which each stands beside its closed form. */
public final class Reproduction {

    /** The page's folder has a run's place, and this for its name. */
    private static final String NAME = "reproduce";

    private final Path home;
    private final List<Simulation> simulations;
    private final Function<Simulation, SimulationListener> listeners;

    /**
     * A reproduction that has not begun.
     *
     * @param home below which results go
     * @param listeners hears each simulation
     */
    public Reproduction(Path home, List<Simulation> simulations, Function<Simulation, SimulationListener> listeners) {
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
        RunLock.refuseIfTaken(page);
        page.refuseExisting(overwrite);
        for (Simulation simulation : simulations) {
            folders(simulation).refuseExisting(overwrite);
            Model model = SimulatedModel.of(simulation.model());
            Theorem.of(model);
            String tooNarrow = model.tooNarrow();
            if (tooNarrow != null) {
                throw new BadInputException(simulation.name() + ": " + tooNarrow);
            }
        }
        try (RunLock lock = RunLock.take(page)) {
            page.refuseExisting(overwrite); // Another may have begun meanwhile.
            return write(page, overwrite);
        }
    }

    private Path write(RunFolders page, boolean overwrite) throws IOException {
        List<Exhibit> exhibits = new ArrayList<>();
        for (Simulation simulation : simulations) {
            exhibits.add(exhibit(simulation, overwrite));
        }
        page.clear();
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
                                ", ", simulations.stream().map(Simulation::name).toList()) + ".");
        return file;
    }

    private Exhibit exhibit(Simulation simulation, boolean overwrite) throws IOException {
        RunFolders folders = folders(simulation);
        Simulated simulated = new SimulationRun(simulation, folders, listeners.apply(simulation)).execute(overwrite);
        Theorem theorem = Theorem.of(simulated.model());
        Prediction prediction = simulated.model().predict();
        Observation observation = Observation.of(simulated.model(), simulated.end());
        SimulationSeries series = SimulationSeries.read(folders.export());
        TheoremSeen seen = new TheoremSeen(simulation, simulated, series, prediction, observation);
        Path figure = ReproductionFigure.draw(folders.export(), series, theorem.isSimplex(), prediction.objective());
        return new Exhibit(
                theorem.title(),
                seen.settings(),
                simulation.notes(),
                theorem.statement(),
                seen.sentences(),
                figure,
                ExhibitRows.of(simulated.comparisons(), prediction, observation));
    }

    private RunFolders folders(Simulation simulation) {
        return new RunFolders(home, simulation.name());
    }
}
