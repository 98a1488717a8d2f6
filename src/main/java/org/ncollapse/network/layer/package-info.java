/**
 * Deeplearning4j layers that compute with {@link org.ncollapse.network.kernel.Kernels}. A class {@code XConfig} is the
 * Deeplearning4j configuration of a layer, {@code XLayer} or {@code XVertex} the layer itself.
 */
package org.ncollapse.network.layer;
