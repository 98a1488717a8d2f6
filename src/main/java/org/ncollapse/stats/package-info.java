/**
 * Streaming statistics of captured features, in double precision: class moments, the head's losses and error, and the
 * metrics that need a second pass over the samples. The package does not depend on the network: its input is rows of
 * features and labels, its output is immutable records.
 */
package org.ncollapse.stats;
