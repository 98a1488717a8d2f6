/**
 * NVIDIA's driver API and NVRTC, called through JNA: devices, memory, kernel launches, CUDA graphs and the compilation
 * of kernels. No CUDA toolkit is needed; the driver is part of every machine with an NVIDIA GPU.
 */
package org.ncollapse.network.kernel.cuda.driver;
