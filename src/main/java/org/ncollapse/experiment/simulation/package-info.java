/** Simulates unconstrained features models by gradient descent and checks the theorems about them. */
package org.ncollapse.experiment.simulation;
