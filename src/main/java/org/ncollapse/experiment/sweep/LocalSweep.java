package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * A sweep on this machine: as many runs in parallel as CPUs, memory and GPUs allow, each in its own process or, where
 * several share a GPU, on a thread of that GPU's process. A run that fails does not affect the others: one that fails
 * in a shared process is started again in its own, because another run may be the cause. Every run is started or
 * resumed as by {@code sweep task}, as on Slurm.
 */
public final class LocalSweep {

    private static final long POLL_MILLIS = 200;
    private static final String ERROR_PREFIX = "ncollapse: ";

    private final SweepManifest manifest;
    private final RunFolders folders;
    private final MachineResources resources;
    private final RunProcesses processes;
    private final SweepListener listener;
    private final List<ActiveRun> active = new ArrayList<>();
    /** Runs that must not share a process. */
    private final Set<Integer> alone = new HashSet<>();

    private int failed;
    private volatile boolean stopped;

    /**
     * A run that is running.
     *
     * @param process its process; null for a process that this sweep did not start and waits for
     * @param logLength the length of its log when the process started
     */
    private record ActiveRun(
            int index, PlannedRun run, RunProcess process, MachineResources.Allocation allocation, long logLength) {}

    /**
     * A sweep that has not started.
     *
     * @param manifest the manifest from {@link SweepPreparation#prepare}
     * @param resources the resources for its runs
     * @param taskCommand the command that runs one run; the index of the run is appended
     * @param workerCommand the command that runs several runs on one GPU; their indices come on its standard input
     * @param listener receives the events of the sweep, on the thread that calls {@link #run}
     */
    public LocalSweep(
            SweepManifest manifest,
            RunFolders folders,
            MachineResources resources,
            List<String> taskCommand,
            List<String> workerCommand,
            SweepListener listener) {
        this.manifest = manifest;
        this.folders = folders;
        this.resources = resources;
        processes = new RunProcesses(taskCommand, workerCommand, folders.checkpoints());
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
                    checkProcesses(pending);
                    startRuns(pending);
                    processes.closeIdle();
                    listener.progress(progress.read(active.size(), failed));
                    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                }
            } finally {
                processes.stopAll();
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
                    run.experiment(),
                    active.stream().map(ActiveRun::allocation).toList(),
                    alone.contains(pending.peek()));
            if (allocation == null) {
                return;
            }
            int index = pending.poll();
            long logLength = processes.logLength(run);
            try {
                active.add(new ActiveRun(
                        index,
                        run,
                        heldByOtherProcess ? null : processes.start(index, run, allocation),
                        allocation,
                        logLength));
                listener.runStarted(run, heldByOtherProcess);
            } catch (IOException e) {
                failed++;
                listener.runFailed(run, "its process cannot be started: " + e.getMessage());
            }
        }
    }

    private void checkProcesses(Deque<Integer> pending) throws IOException {
        for (Iterator<ActiveRun> iterator = active.iterator(); iterator.hasNext(); ) {
            ActiveRun run = iterator.next();
            if (run.process() == null) {
                if (!RunLock.isHeld(new RunFolders(folders.home(), run.run().name()))) {
                    iterator.remove();
                    pending.addFirst(run.index()); // To check how it ended.
                }
            } else if (run.process().exitCode().isPresent()) {
                iterator.remove();
                int code = run.process().exitCode().getAsInt();
                if (code != 0
                        && RunLock.isHeld(
                                new RunFolders(folders.home(), run.run().name()))) {
                    pending.addFirst(run.index()); // Another process started the same run first.
                } else if (code == 0) {
                    listener.runFinished(run.run());
                } else if (run.process().isShared() && !status(run.run()).isFinal()) {
                    alone.add(run.index());
                    pending.addLast(run.index());
                    listener.runRetried(run.run(), errorMessage(run, code));
                } else {
                    failed++;
                    listener.runFailed(run.run(), errorMessage(run, code));
                }
            }
        }
    }

    /** Returns the last error message in the log of a run. */
    private String errorMessage(ActiveRun run, int code) throws IOException {
        Path file = RunProcesses.log(folders.checkpoints(), run.run());
        byte[] log = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
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

    private RunStatus status(PlannedRun run) throws IOException {
        return RunSummary.status(new RunFolders(folders.home(), run.name()));
    }
}
