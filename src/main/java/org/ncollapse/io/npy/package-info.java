/** Readers and writers of numpy's {@code .npy} and {@code .npz} files; the interface of files of named arrays. */
package org.ncollapse.io.npy;
