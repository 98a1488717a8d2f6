package org.ncollapse.experiment.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Linux says of the processors, in {@code /proc/cpuinfo}.
 *
 * @param model "unknown" elsewhere
 * @param count of the whole machine, whatever a process may use of it; 0 elsewhere
 * @param flags instruction sets and other abilities; none elsewhere
 */
public record ProcessorInfo(String model, int count, Set<String> flags) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** Of this machine. */
    public static ProcessorInfo current() {
        if (!Files.isReadable(CPUINFO)) {
            return new ProcessorInfo("unknown", 0, Set.of());
        }
        try {
            List<String> lines = Files.readAllLines(CPUINFO);
            String model = first(lines, "model name");
            return new ProcessorInfo(
                    model.isEmpty() ? "unknown" : model,
                    (int) lines.stream()
                            .filter(line -> line.startsWith("processor"))
                            .count(),
                    Arrays.stream(first(lines, "flags").split("\\s+"))
                            .filter(flag -> !flag.isEmpty())
                            .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a key's first line; empty where there is none. */
    private static String first(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
