package org.ncollapse.report.export;

/**
 * A text file that an export adds to a run's folder.
 *
 * @param path relative to the folder, with slashes
 */
record ExportedFile(String path, String content) {}
