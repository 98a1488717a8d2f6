/**
 * Captures features at the end of an epoch: streams them through class statistics and saves them in files. Also reads
 * features that other programs have saved.
 */
package org.ncollapse.capture;
