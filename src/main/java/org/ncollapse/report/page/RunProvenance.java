package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a run was made.
 *
 * @param experiment the experiment with all defaults, as YAML
 * @param manifest the run's manifest
 */
public record RunProvenance(String experiment, JsonNode manifest) {}
