/** Fits unconstrained features models to a run. Entry point: {@link org.ncollapse.ufm.fit.UfmFitter}. */
package org.ncollapse.ufm.fit;
