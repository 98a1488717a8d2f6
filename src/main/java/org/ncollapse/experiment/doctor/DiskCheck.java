package org.ncollapse.experiment.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncollapse.text.NumberText;

/**
 * Room where something is put.
 *
 * @param folder where, or the nearest folder above that is there
 * @param freeBytes bytes that may be written there
 * @param writable whether this user may
 */
record DiskCheck(Path folder, long freeBytes, boolean writable) {

    static DiskCheck at(Path wanted) throws IOException {
        Path folder = wanted.toAbsolutePath().normalize();
        while (Files.notExists(folder)) {
            folder = folder.getParent();
        }
        return new DiskCheck(folder, Files.getFileStore(folder).getUsableSpace(), Files.isWritable(folder));
    }

    /**
     * @param what goes there: "results"
     * @param needed bytes; 0 where nothing more will be written
     * @param option that names another place: "--home"
     */
    CheckResult result(String what, long needed, String option) {
        String text = NumberText.bytes(freeBytes) + " free for " + what + " in " + folder;
        if (needed > 0 && !writable) {
            return CheckResult.problem(
                    "disk",
                    folder + ", where " + what + " go, may not be written to",
                    "name another folder by " + option);
        }
        return needed > freeBytes
                ? CheckResult.problem(
                        "disk",
                        text + "; " + NumberText.bytes(needed) + " may be needed",
                        "make room, or name another folder by " + option)
                : CheckResult.ok(
                        "disk",
                        text
                                + (needed > 0
                                        ? ", of which " + NumberText.bytes(needed) + " at the most are needed"
                                        : ""));
    }
}
