package org.ncollapse.report.export;

/**
 * A text file that an export adds to a run's folder.
 *
 * @param path below the folder, with slashes
 */
record ExportedFile(String path, String content) {}
