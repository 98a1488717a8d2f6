package org.ncollapse.experiment.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.FitInputTables.EpochLearningRate;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.OptimizerSpec;

/**
 * Σ η λ/(1 − μ) over the steps of a run, with the weight decay λ of the head: the time in time constants of that decay,
 * which compares runs of different learning rates and weight decays.
 */
final class DecayTimes {

    private DecayTimes() {}

    /**
     * Returns the time at the end of each trained epoch, and 0 at epoch 0. Empty without weight decay of the head, for
     * another optimizer than {@code sgd}, and for features that another program saved.
     */
    static Map<Integer, Double> of(Manifest manifest, RunFolders folders) {
        if (manifest instanceof MeasurementManifest) {
            return Map.of();
        }
        FitSetup setup = FitSetup.of(manifest, folders.manifest());
        double decay = setup.settings().headDecay();
        if (decay == 0 || setup.settings().optimizer() != OptimizerSpec.Kind.SGD) {
            return Map.of();
        }
        List<EpochLearningRate> rates = new ArrayList<>();
        CsvReader.forEachCompleteRow(
                folders.export(),
                RunTablesWriter.EPOCHS,
                row -> rates.add(new EpochLearningRate(row.nonNegativeInt("epoch"), row.number("learning_rate"))));
        Map<Integer, Double> times = new HashMap<>(setup.clock().times(rates));
        times.replaceAll((epoch, time) -> decay * time);
        return times;
    }
}
