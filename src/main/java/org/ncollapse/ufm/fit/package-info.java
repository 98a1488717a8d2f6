/**
 * Unconstrained features models beside a run: which suit it, what they predict at its penalties, and how well each
 * follows it over time. {@link org.ncollapse.ufm.fit.UfmFitter} is the way in.
 */
package org.ncollapse.ufm.fit;
