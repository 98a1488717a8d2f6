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
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * A sweep on this machine: a process a run, as many side by side as there are processors and memory for. A run that
 * fails leaves the others alone. Every run is begun, or gone on with, by {@code sweep task}, as Slurm does it.
 */
public final class LocalSweep {

    private static final long LOOK_EVERY_MILLIS = 200;
    private static final long PATIENCE_SECONDS = 60;
    private static final String SAYS = "ncollapse: ";

    private final SweepManifest manifest;
    private final RunFolders folders;
    private final MachineResources room;
    private final List<String> task;
    private final SweepListener listener;
    private final List<ActiveRun> going = new ArrayList<>();
    private int failed;
    private volatile boolean stopped;

    /**
     * A run that goes on.
     *
     * @param process null for one that goes on in a process of another's, which is waited for
     * @param logged the length of its log before
     */
    private record ActiveRun(
            int index, PlannedRun run, Process process, MachineResources.Allocation share, long logged) {}

    /**
     * A sweep that has not begun.
     *
     * @param manifest as {@link SweepPreparation#prepare} has it
     * @param room that its runs may take
     * @param task the command that brings a run to its end; the run's place in the list is appended
     * @param listener hears how it goes on, on the thread that calls {@link #run}
     */
    public LocalSweep(
            SweepManifest manifest,
            RunFolders folders,
            MachineResources room,
            List<String> task,
            SweepListener listener) {
        this.manifest = manifest;
        this.folders = folders;
        this.room = room;
        this.task = List.copyOf(task);
        this.listener = listener;
    }

    /** Asks every run to save its state and end, on any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether it was. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Brings every run to its end that has not come to it: finished ones are skipped, interrupted ones go on.
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
            Deque<Integer> waiting = new ArrayDeque<>();
            for (int i = 0; i < manifest.sweep().runs().size(); i++) {
                waiting.add(i);
            }
            try {
                while (!stopped && !(waiting.isEmpty() && going.isEmpty())) {
                    begin(waiting);
                    end(waiting);
                    listener.progress(progress.read(going.size(), failed));
                    TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
                }
            } finally {
                endAll();
            }
            boolean finished = !stopped;
            for (PlannedRun run : manifest.sweep().runs()) {
                finished &= status(run).equals("finished");
            }
            return finished;
        }
    }

    /** Begins runs in their order for as long as there is room. */
    private void begin(Deque<Integer> waiting) throws IOException {
        while (!waiting.isEmpty()) {
            PlannedRun run = manifest.sweep().runs().get(waiting.peek());
            String status = status(run);
            boolean elsewhere = RunLock.isHeld(new RunFolders(folders.home(), run.name()));
            if (RunSummary.isFinal(status) && !elsewhere) {
                listener.runSkipped(run, status);
                waiting.poll();
                continue;
            }
            MachineResources.Allocation share = room.allocate(
                    run.experiment(), going.stream().map(ActiveRun::share).toList());
            if (share == null) {
                return;
            }
            int index = waiting.poll();
            long logged = Files.exists(log(run)) ? Files.size(log(run)) : 0;
            try {
                going.add(new ActiveRun(index, run, elsewhere ? null : start(index, run, share), share, logged));
                listener.runStarted(run, elsewhere);
            } catch (IOException e) {
                failed++;
                listener.runFailed(run, "its process cannot be started: " + e.getMessage());
            }
        }
    }

    private Process start(int index, PlannedRun run, MachineResources.Allocation share) throws IOException {
        List<String> command = new ArrayList<>(task);
        command.add(Integer.toString(index));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(run).toFile()));
        if (share.gpu() != null) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", share.gpu());
        }
        return builder.start();
    }

    private void end(Deque<Integer> waiting) throws IOException {
        for (Iterator<ActiveRun> each = going.iterator(); each.hasNext(); ) {
            ActiveRun one = each.next();
            if (one.process() == null) {
                if (!RunLock.isHeld(new RunFolders(folders.home(), one.run().name()))) {
                    each.remove();
                    waiting.addFirst(one.index()); // To see how it ended.
                }
            } else if (!one.process().isAlive()) {
                each.remove();
                int code = one.process().exitValue();
                if (code != 0
                        && RunLock.isHeld(
                                new RunFolders(folders.home(), one.run().name()))) {
                    waiting.addFirst(
                            one.index()); // Another process, which had read its data meanwhile, was the quicker one.
                } else if (code == 0) {
                    listener.runFinished(one.run());
                } else {
                    failed++;
                    listener.runFailed(one.run(), lastWords(one, code));
                }
            }
        }
    }

    /** What its process said last of what was the matter. */
    private String lastWords(ActiveRun one, int code) throws IOException {
        byte[] log = Files.readAllBytes(log(one.run()));
        int from = (int) Math.min(one.logged(), log.length);
        List<String> said = new String(log, from, log.length - from, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return said.stream()
                .filter(line -> line.startsWith(SAYS))
                .reduce((first, second) -> second)
                .map(line -> line.substring(SAYS.length()))
                .orElse("exit code " + code + (said.isEmpty() ? "" : ", " + said.get(said.size() - 1)));
    }

    private Path log(PlannedRun run) {
        return folders.checkpoints().resolve(run.name() + ".log");
    }

    /** Asks every process to end, and waits until each has saved its state. */
    private void endAll() throws InterruptedException {
        List<Process> processes = going.stream()
                .map(ActiveRun::process)
                .filter(process -> process != null)
                .toList();
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private String status(PlannedRun run) throws IOException {
        return RunSummary.status(new RunFolders(folders.home(), run.name()));
    }
}
