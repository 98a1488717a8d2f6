package org.ncollapse.data;

/**
 * A file of a data set as its authors published it.
 *
 * @param name its name, without a folder
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal; null if unknown
 */
public record CatalogFile(String name, long bytes, String sha256) {}
