/** Readers and writers of numpy's {@code .npy} and {@code .npz} files. */
package org.ncollapse.io.npy;
