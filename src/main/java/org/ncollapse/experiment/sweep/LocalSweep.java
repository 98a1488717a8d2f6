package org.ncollapse.experiment.sweep;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * A sweep on this machine: one process per run, as many in parallel as CPUs, memory and GPUs allow. A run that fails
 * does not affect the others. Every run is started or resumed by {@code sweep task}, as on Slurm.
 */
public final class LocalSweep {

    private static final long POLL_MILLIS = 200;
    private static final long STOP_TIMEOUT_SECONDS = 60;
    private static final String ERROR_PREFIX = "ncollapse: ";

    private final SweepManifest manifest;
    private final RunFolders folders;
    private final MachineResources resources;
    private final List<String> taskCommand;
    private final SweepListener listener;
    private final List<ActiveRun> active = new ArrayList<>();
    private int failed;
    private volatile boolean stopped;

    /**
     * A run that is running.
     *
     * @param process its process; null for a process that this sweep did not start and waits for
     * @param logLength the length of its log when the process started
     */
    private record ActiveRun(
            int index, PlannedRun run, Process process, MachineResources.Allocation allocation, long logLength) {}

    /**
     * A sweep that has not started.
     *
     * @param manifest the manifest from {@link SweepPreparation#prepare}
     * @param resources the resources for its runs
     * @param taskCommand the command that runs one run; the index of the run is appended
     * @param listener receives the events of the sweep, on the thread that calls {@link #run}
     */
    public LocalSweep(
            SweepManifest manifest,
            RunFolders folders,
            MachineResources resources,
            List<String> taskCommand,
            SweepListener listener) {
        this.manifest = manifest;
        this.folders = folders;
        this.resources = resources;
        this.taskCommand = List.copyOf(taskCommand);
        this.listener = listener;
    }

    /** Asks every run to save a checkpoint and to stop. Can be called on any thread. */
    public void stop() {
        stopped = true;
    }

    /** Returns whether the sweep was asked to stop. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Starts or resumes every run that is not finished or diverged, and waits for all of them.
     *
     * @return whether every run is finished
     */
    public boolean run() throws IOException, InterruptedException {
        if (SlurmCommands.isAvailable()) {
            SlurmSweep.requireNotQueued(manifest);
        }
        try (RunLock lock = RunLock.acquire(folders)) {
            manifest.write(folders);
            SweepProgressReader progress = new SweepProgressReader(manifest.sweep(), folders.home());
            Deque<Integer> pending = new ArrayDeque<>();
            for (int i = 0; i < manifest.sweep().runs().size(); i++) {
                pending.add(i);
            }
            try {
                while (!stopped && !(pending.isEmpty() && active.isEmpty())) {
                    startRuns(pending);
                    checkProcesses(pending);
                    listener.progress(progress.read(active.size(), failed));
                    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                }
            } finally {
                stopAll();
            }
            boolean finished = !stopped;
            for (PlannedRun run : manifest.sweep().runs()) {
                finished &= status(run) == RunStatus.FINISHED;
            }
            return finished;
        }
    }

    /** Starts runs in their order while resources are available. */
    private void startRuns(Deque<Integer> pending) throws IOException {
        while (!pending.isEmpty()) {
            PlannedRun run = manifest.sweep().runs().get(pending.peek());
            RunStatus status = status(run);
            boolean heldByOtherProcess = RunLock.isHeld(new RunFolders(folders.home(), run.name()));
            if (status.isFinal() && !heldByOtherProcess) {
                listener.runSkipped(run, status);
                pending.poll();
                continue;
            }
            MachineResources.Allocation allocation = resources.allocate(
                    run.experiment(), active.stream().map(ActiveRun::allocation).toList());
            if (allocation == null) {
                return;
            }
            int index = pending.poll();
            long logLength = Files.exists(log(run)) ? Files.size(log(run)) : 0;
            try {
                active.add(new ActiveRun(
                        index, run, heldByOtherProcess ? null : start(index, run, allocation), allocation, logLength));
                listener.runStarted(run, heldByOtherProcess);
            } catch (IOException e) {
                failed++;
                listener.runFailed(run, "its process cannot be started: " + e.getMessage());
            }
        }
    }

    private Process start(int index, PlannedRun run, MachineResources.Allocation allocation) throws IOException {
        List<String> command = new ArrayList<>(taskCommand);
        command.add(Integer.toString(index));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(run).toFile()));
        if (allocation.gpu() != null) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", allocation.gpu());
        }
        return builder.start();
    }

    private void checkProcesses(Deque<Integer> pending) throws IOException {
        for (Iterator<ActiveRun> iterator = active.iterator(); iterator.hasNext(); ) {
            ActiveRun run = iterator.next();
            if (run.process() == null) {
                if (!RunLock.isHeld(new RunFolders(folders.home(), run.run().name()))) {
                    iterator.remove();
                    pending.addFirst(run.index()); // To check how it ended.
                }
            } else if (!run.process().isAlive()) {
                iterator.remove();
                int code = run.process().exitValue();
                if (code != 0
                        && RunLock.isHeld(
                                new RunFolders(folders.home(), run.run().name()))) {
                    pending.addFirst(run.index()); // Another process started the same run first.
                } else if (code == 0) {
                    listener.runFinished(run.run());
                } else {
                    failed++;
                    listener.runFailed(run.run(), errorMessage(run, code));
                }
            }
        }
    }

    /** Returns the last error message in the log of a run. */
    private String errorMessage(ActiveRun run, int code) throws IOException {
        byte[] log = Files.readAllBytes(log(run.run()));
        int from = (int) Math.min(run.logLength(), log.length);
        List<String> lines = new String(log, from, log.length - from, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream()
                .filter(line -> line.startsWith(ERROR_PREFIX))
                .reduce((first, second) -> second)
                .map(line -> line.substring(ERROR_PREFIX.length()))
                .orElse("exit code " + code + (lines.isEmpty() ? "" : ", " + lines.get(lines.size() - 1)));
    }

    private Path log(PlannedRun run) {
        return folders.checkpoints().resolve(run.name() + ".log");
    }

    /** Asks every process to stop, and waits until each has saved a checkpoint. */
    private void stopAll() throws InterruptedException {
        List<Process> processes = active.stream()
                .map(ActiveRun::process)
                .filter(process -> process != null)
                .toList();
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private RunStatus status(PlannedRun run) throws IOException {
        return RunSummary.status(new RunFolders(folders.home(), run.name()));
    }
}
