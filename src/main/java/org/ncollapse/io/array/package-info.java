/** Named arrays in files of numpy, PyTorch and safetensors, and the formats that are recognized and not read. */
package org.ncollapse.io.array;
