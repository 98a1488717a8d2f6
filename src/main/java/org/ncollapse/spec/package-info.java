/**
 * The settings of experiments, simulations and sweeps: records with all defaults, and the readers of their YAML files.
 */
package org.ncollapse.spec;
