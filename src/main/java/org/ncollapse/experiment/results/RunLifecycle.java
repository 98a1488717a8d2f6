package org.ncollapse.experiment.results;

import java.io.IOException;
import java.util.function.Supplier;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.experiment.store.RunStore;
import org.ncollapse.spec.RunStatus;

/**
 * The lifecycle of a run, a simulation or a measurement, as its manifest records it: running, then figures, page and
 * finished; or diverged, interrupted or failed.
 */
public final class RunLifecycle {

    private final RunFolders folders;
    private final Manifest manifest;
    private final Supplier<RunProgress> progress;

    private RunLifecycle(RunFolders folders, Manifest manifest, Supplier<RunProgress> progress) {
        this.folders = folders;
        this.manifest = manifest;
        this.progress = progress;
    }

    /**
     * Starts a run: its folder of results appears with the manifest in it.
     *
     * @param manifest the manifest of a running run
     * @param progress how far the run has come, whenever it is asked
     */
    public static RunLifecycle start(RunFolders folders, Manifest manifest, Supplier<RunProgress> progress)
            throws IOException {
        new RunStore(folders).createExport(manifest);
        return new RunLifecycle(folders, manifest, progress);
    }

    /** Resumes a run: its manifest is replaced. */
    public static RunLifecycle resume(RunFolders folders, Manifest manifest, Supplier<RunProgress> progress)
            throws IOException {
        manifest.write(folders.manifest());
        return new RunLifecycle(folders, manifest, progress);
    }

    /** Draws the figures of the metrics. */
    public void drawFigures() throws IOException {
        RunReport.draw(folders, manifest);
    }

    /** Records a status. */
    public void setStatus(RunStatus status) throws IOException {
        withEnd(status, null).write(folders.manifest());
    }

    /**
     * Writes the page, waits until all results are on the disk, then records that the run is finished.
     *
     * @param message what is wrong with the results; null if nothing is
     */
    public void finish(String message) throws IOException {
        Manifest finished = withEnd(RunStatus.FINISHED, message);
        RunReport.write(folders, finished);
        new RunStore(folders).fsync();
        finished.write(folders.manifest());
    }

    /**
     * Records why a run ended early. A diverged run gets its figures and its page. Errors on the way are added to the
     * cause as suppressed exceptions.
     */
    public void endEarly(RunStatus status, Throwable cause) {
        try {
            String message = status == RunStatus.FAILED ? cause.toString() : cause.getMessage();
            Manifest ended = withEnd(status, message);
            ended.write(folders.manifest());
            if (status == RunStatus.DIVERGED) {
                drawFigures();
                RunReport.write(folders, ended);
            }
        } catch (RuntimeException | IOException e) {
            cause.addSuppressed(e);
        }
    }

    private Manifest withEnd(RunStatus status, String message) {
        return manifest.withEnd(status, message, progress.get());
    }
}
