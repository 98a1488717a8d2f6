package org.ncollapse.experiment.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncollapse.text.NumberText;

/**
 * Checks the free space in a folder.
 *
 * @param folder the folder, or the nearest parent that exists
 * @param freeBytes the free bytes there
 * @param writable whether this user may write there
 */
record DiskCheck(Path folder, long freeBytes, boolean writable) {

    static DiskCheck at(Path path) throws IOException {
        Path folder = path.toAbsolutePath().normalize();
        while (Files.notExists(folder)) {
            folder = folder.getParent();
        }
        return new DiskCheck(folder, Files.getFileStore(folder).getUsableSpace(), Files.isWritable(folder));
    }

    /**
     * @param content what is stored there: "results"
     * @param needed the bytes that are needed; 0 if nothing will be written
     * @param option the option for another folder: "--home"
     */
    CheckResult result(String content, long needed, String option) {
        String text = NumberText.bytes(freeBytes) + " free for " + content + " in " + folder;
        if (needed > 0 && !writable) {
            return CheckResult.problem(
                    "disk",
                    folder + ", the folder for " + content + ", is not writable",
                    "choose another folder with " + option);
        }
        return needed > freeBytes
                ? CheckResult.problem(
                        "disk",
                        text + "; " + NumberText.bytes(needed) + " may be needed",
                        "free some space, or choose another folder with " + option)
                : CheckResult.ok(
                        "disk",
                        text + (needed > 0 ? ", of which " + NumberText.bytes(needed) + " at most are needed" : ""));
    }
}
