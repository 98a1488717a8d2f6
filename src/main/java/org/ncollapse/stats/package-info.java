/**
 * Streaming statistics of captured features, in double precision: class moments, the head's data terms, and what needs
 * a second look at every sample. Nothing here knows a network: rows of features and labels come in, immutable snapshots
 * go out.
 */
package org.ncollapse.stats;
