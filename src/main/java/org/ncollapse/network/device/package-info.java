/** The machine's NVIDIA GPUs, and the choice between ND4J's backends. */
package org.ncollapse.network.device;
