package org.ncollapse.experiment.sweep;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that works on several runs of a sweep at once, on one GPU. It reads the indices of runs from its standard
 * input, one a line, and writes a line with index and exit code for each run that has ended.
 */
final class GpuWorker {

    private static final int FAILED = 1;

    private final Process process;
    private final BufferedWriter requests;
    private final Thread reader;
    private final Map<Integer, Integer> exitCodes = new ConcurrentHashMap<>();
    private final Set<Integer> started = new HashSet<>();

    /** @param process a process with pipes as standard input and output */
    GpuWorker(Process process) {
        this.process = process;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        reader = new Thread(this::read, "worker-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                String[] words = line.split(" ");
                exitCodes.put(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
            }
        } catch (IOException e) {
            // As if the process had closed the pipe: it has ended.
        }
    }

    Process process() {
        return process;
    }

    /** Whether it can take runs. */
    boolean isAlive() {
        return process.isAlive() && reader.isAlive();
    }

    /** Starts a run. */
    RunProcess start(int index) {
        exitCodes.remove(index);
        started.add(index);
        try {
            requests.write(index + "\n");
            requests.flush();
        } catch (IOException e) {
            // The process has ended, and so has the run.
        }
        return new RunProcess() {
            @Override
            public OptionalInt exitCode() {
                return exitCodeOf(index);
            }

            @Override
            public boolean isShared() {
                return true;
            }
        };
    }

    private OptionalInt exitCodeOf(int index) {
        boolean ended = !reader.isAlive() && !process.isAlive();
        Integer code = exitCodes.get(index);
        if (code != null) {
            return OptionalInt.of(code);
        }
        return ended ? OptionalInt.of(process.exitValue() == 0 ? FAILED : process.exitValue()) : OptionalInt.empty();
    }

    /** Whether no run that was started is running. */
    boolean isIdle() {
        return started.stream().allMatch(index -> exitCodeOf(index).isPresent());
    }

    /** Lets the process end when its runs have ended. */
    void close() {
        try {
            requests.close();
        } catch (IOException e) {
            // It has ended.
        }
    }
}
