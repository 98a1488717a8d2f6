package org.ncollapse.data;

/**
 * A file that a data set was read from, for the manifest.
 *
 * @param name its path below the datasets folder, with forward slashes; for an image folder, the split's folder
 * @param bytes the size of its content, uncompressed; for a pickle of CIFAR, of the records of the binary version; for
 *     an image folder, of the decoded pixels and labels
 * @param sha256 the SHA-256 of that content, in lower-case hexadecimal
 * @param original whether it is the original of the catalog; true for files that are not in the catalog
 */
public record FileProvenance(String name, long bytes, String sha256, boolean original) {}
