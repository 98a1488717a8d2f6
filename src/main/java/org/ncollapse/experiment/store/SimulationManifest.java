package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The manifest of a simulation.
 *
 * @param simulation the resolved simulation file, with every default filled in
 */
public record SimulationManifest(ManifestHeader header, JsonNode simulation) implements Manifest {

    public SimulationManifest {
        if (simulation == null || !simulation.isObject()) {
            throw new IllegalArgumentException("simulation is not an object");
        }
    }

    @Override
    public JsonNode settings() {
        return simulation;
    }

    @Override
    public SimulationManifest withHeader(ManifestHeader newHeader) {
        return new SimulationManifest(newHeader, simulation);
    }

    @Override
    public String epochUnit() {
        return "iteration";
    }
}
