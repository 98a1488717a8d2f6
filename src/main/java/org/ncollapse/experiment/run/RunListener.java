package org.ncollapse.experiment.run;

import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.training.TrainingHook;

/** Receives the events of a run, from downloads to the last epoch. */
public interface RunListener extends TrainingHook, DownloadProgress {

    /** A line that the user should see. */
    void warn(String message);

    /** A stage starts that may take a while; a few words say which. */
    void stageStarted(String stage);
}
