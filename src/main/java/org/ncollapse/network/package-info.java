/**
 * Networks. {@link org.ncollapse.network.Network} computes gradients, features and the head on a Deeplearning4j graph
 * with this project's layers; {@link org.ncollapse.network.Backend} selects the device.
 *
 * <p>{@code network.layer} holds the layers, {@code network.kernel} their arithmetic, {@code network.device} the GPUs.
 */
package org.ncollapse.network;
