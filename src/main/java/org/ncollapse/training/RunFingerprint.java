package org.ncollapse.training;

import java.util.Map;
import java.util.TreeMap;
import org.ncollapse.io.FilePrefix;

/**
 * What a run's settings and files were when a checkpoint was saved. If they are different when it is read, resuming
 * from it would continue another run's results.
 *
 * @param settings the SHA-256 of the settings that determine the results until then
 * @param files the tables, samples and features until then, by path in the folder of results, sorted. Rows may follow
 *     in tables
 */
public record RunFingerprint(String settings, Map<String, FilePrefix> files) {

    private static final String TABLE = ".csv";

    public RunFingerprint {
        files = new TreeMap<>(files);
    }

    /** Whether a file is a table, to which later epochs append rows. */
    public static boolean isTable(String file) {
        return file.endsWith(TABLE);
    }

    /** Returns a copy with other files. */
    public RunFingerprint withFiles(Map<String, FilePrefix> newFiles) {
        return new RunFingerprint(settings, newFiles);
    }
}
