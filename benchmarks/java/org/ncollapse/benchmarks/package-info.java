/**
 * The benchmark workers for ncollapse and for Deeplearning4j: processes that read commands from standard input and
 * answer with times.
 */
package org.ncollapse.benchmarks;
