package org.ncollapse.experiment.run;

import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.ufm.fit.FitListener;

/** Receives the events of a run, from downloads to the fit. */
public interface RunListener extends TrainingHook, DownloadProgress, FitListener {

    /** A line that the user should see. */
    void warn(String message);
}
