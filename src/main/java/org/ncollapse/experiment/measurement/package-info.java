/** Measures saved features: the metrics of a run without training. */
package org.ncollapse.experiment.measurement;
