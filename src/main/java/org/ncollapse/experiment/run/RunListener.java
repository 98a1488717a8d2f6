package org.ncollapse.experiment.run;

import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.training.TrainingHook;

/** Hears how a run goes on, from downloads to the last epoch. */
public interface RunListener extends TrainingHook, DownloadProgress {

    /** One line that the user should see. */
    void warn(String message);

    /** What is about to happen, in a few words, where it takes a while. */
    void stageStarted(String what);
}
