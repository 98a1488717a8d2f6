package org.ncollapse.experiment.sweep;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.ncollapse.spec.Sweep.PlannedRun;

/** The processes of a sweep's runs on this machine: one for each run, and one for all runs that share a GPU. */
final class RunProcesses {

    private static final long STOP_TIMEOUT_SECONDS = 60;

    private final List<String> taskCommand;
    private final List<String> workerCommand;
    private final Path logs;
    private final Map<String, GpuWorker> workers = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * @param taskCommand the command that runs one run; the index of the run is appended
     * @param workerCommand the command of a {@link GpuWorker}
     * @param logs the folder of the logs
     */
    RunProcesses(List<String> taskCommand, List<String> workerCommand, Path logs) {
        this.taskCommand = List.copyOf(taskCommand);
        this.workerCommand = List.copyOf(workerCommand);
        this.logs = logs;
    }

    /** The log of a run. */
    static Path log(Path logs, PlannedRun run) {
        return logs.resolve(run.name() + ".log");
    }

    /** Starts or resumes a run. */
    RunProcess start(int index, PlannedRun run, MachineResources.Allocation allocation) throws IOException {
        if (allocation.share() != null) {
            GpuWorker worker = workers.get(allocation.gpu());
            if (worker == null || !worker.isAlive()) {
                worker = new GpuWorker(process(workerCommand, allocation.gpu(), logs.resolve("shared-gpu.log"), true));
                workers.put(allocation.gpu(), worker);
            }
            return worker.start(index);
        }
        List<String> command = new ArrayList<>(taskCommand);
        command.add(Integer.toString(index));
        Process process = process(command, allocation.gpu(), log(logs, run), false);
        return new RunProcess() {
            @Override
            public OptionalInt exitCode() {
                return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
            }

            @Override
            public boolean isShared() {
                return false;
            }
        };
    }

    /** @param pipes whether standard input and output are pipes; otherwise the output goes to the log too */
    private Process process(List<String> command, String gpu, Path log, boolean pipes) throws IOException {
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        ProcessBuilder builder = new ProcessBuilder(command);
        if (pipes) {
            builder.redirectError(toLog);
            // Each run has a stream. By default CUDA gives all streams eight queues, and streams of one queue wait.
            builder.environment().putIfAbsent("CUDA_DEVICE_MAX_CONNECTIONS", "32");
        } else {
            builder.redirectErrorStream(true).redirectOutput(toLog).redirectInput(new File("/dev/null"));
        }
        if (gpu != null) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", gpu);
        }
        Process process = builder.start();
        processes.removeIf(other -> !other.isAlive());
        processes.add(process);
        return process;
    }

    /** Ends the processes that have no run left. */
    void closeIdle() {
        workers.values().removeIf(worker -> {
            boolean idle = worker.isIdle();
            if (idle) {
                worker.close();
            }
            return idle;
        });
    }

    /** Asks every process to stop, and waits until each has saved checkpoints. */
    void stopAll() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The length of a run's log in bytes; 0 if there is none. */
    long logLength(PlannedRun run) throws IOException {
        Path log = log(logs, run);
        return Files.exists(log) ? Files.size(log) : 0;
    }
}
