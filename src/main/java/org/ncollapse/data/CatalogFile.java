package org.ncollapse.data;

/**
 * A file as its authors made it.
 *
 * @param name its name, without a folder
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal; null where it is not known
 */
public record CatalogFile(String name, long bytes, String sha256) {}
