package org.ncollapse.network.device;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists GPUs with nvidia-smi. It comes with the driver and needs no CUDA library, so that every build can list them.
 */
final class NvidiaSmi {

    private static final String PROGRAM = "nvidia-smi";
    private static final List<String> QUERY = List.of(
            "--query-gpu=index,uuid,name,compute_cap,memory.total,memory.free,driver_version",
            "--format=csv,noheader,nounits");
    private static final Pattern LINE = Pattern.compile(
            "(\\d+), *([^,]+?), *([^,]+?), *(\\d+)\\.(\\d+), *(?:(\\d+)|\\[[^,]+]), *(?:(\\d+)|\\[[^,]+]), *"
                    + "(\\d+)\\.(\\d+)[.\\d]*");

    /** It takes some seconds where no driver is kept loaded. */
    private static final int TIMEOUT_SECONDS = 30;

    private NvidiaSmi() {}

    /**
     * @param path folders in which to look for nvidia-smi, as in PATH; null for none
     * @param visible as in CUDA_VISIBLE_DEVICES: indices or prefixes of UUIDs, separated by commas; null for all GPUs
     */
    static CudaDevices query(String path, String visible) {
        Optional<Path> program = path == null
                ? Optional.empty()
                : Arrays.stream(path.split(File.pathSeparator))
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (program.isEmpty()) {
            return new CudaDevices.Unavailable("there is no " + PROGRAM + ", which comes with NVIDIA's driver");
        }
        try {
            return run(program.get(), visible);
        } catch (IOException e) {
            return new CudaDevices.Unavailable(program.get() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CudaDevices.Unavailable(program.get() + " was interrupted");
        }
    }

    private static CudaDevices run(Path program, String visible) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(QUERY);
        Path output = Files.createTempFile("gpus-", ".csv");
        try {
            // The output goes to a file, so that a process that never ends can be abandoned.
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new CudaDevices.Unavailable(program + " did not answer within " + TIMEOUT_SECONDS + " s");
            }
            List<String> lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (process.exitValue() != 0) {
                return new CudaDevices.Unavailable(program + " ended with exit code " + process.exitValue()
                        + "; its output was " + quoted(lines.stream().findFirst()));
            }
            Optional<String> invalid =
                    lines.stream().filter(line -> !LINE.matcher(line).matches()).findFirst();
            if (lines.isEmpty() || invalid.isPresent()) {
                return new CudaDevices.Unavailable(program + " lists no GPUs; its output was " + quoted(invalid));
            }
            return select(lines.stream().map(NvidiaSmi::parse).toList(), visible);
        } finally {
            Files.delete(output);
        }
    }

    private static String quoted(Optional<String> line) {
        return line.map(text -> "'" + text + "'").orElse("empty");
    }

    private static CudaDevice parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException(line);
        }
        return new CudaDevice(
                Integer.parseInt(fields.group(1)),
                fields.group(2),
                fields.group(3),
                new CudaDevice.ComputeCapability(Integer.parseInt(fields.group(4)), Integer.parseInt(fields.group(5))),
                mebibytes(fields.group(6)),
                mebibytes(fields.group(7)),
                new CudaDevice.DriverVersion(Integer.parseInt(fields.group(8)), Integer.parseInt(fields.group(9))));
    }

    private static long mebibytes(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    /** Selects as CUDA does: the first name that matches no GPU, or repeats one, ends the list. */
    private static CudaDevices select(List<CudaDevice> all, String visible) {
        if (visible == null) {
            return new CudaDevices.Available(all);
        }
        List<CudaDevice> selected = new ArrayList<>();
        for (String item : visible.split(",")) {
            String name = item.strip();
            Optional<CudaDevice> device = all.stream()
                    .filter(gpu -> name.equals(Integer.toString(gpu.index()))
                            || name.startsWith("GPU-") && gpu.uuid().startsWith(name))
                    .findFirst();
            if (device.isEmpty() || selected.contains(device.get())) {
                break;
            }
            selected.add(device.get());
        }
        return selected.isEmpty()
                ? new CudaDevices.Unavailable("CUDA_VISIBLE_DEVICES is '" + visible
                        + "', which selects none of this machine's GPUs (0 to " + (all.size() - 1) + ")")
                : new CudaDevices.Available(List.copyOf(selected));
    }
}
