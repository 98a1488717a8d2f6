/**
 * Our side of the benchmarks, and stock Deeplearning4j's: processes that are told over standard input what to do and
 * answer how long it took.
 */
package org.ncollapse.benchmarks;
