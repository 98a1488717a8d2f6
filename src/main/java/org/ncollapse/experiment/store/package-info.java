/** A run's folders: its manifest, its lock, and the machine and software that it ran on. */
package org.ncollapse.experiment.store;
