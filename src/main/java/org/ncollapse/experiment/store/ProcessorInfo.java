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
 * The processors of a machine, from Linux's {@code /proc/cpuinfo}.
 *
 * @param model the model name; "unknown" on other systems
 * @param count the number of processors of the machine, even if a process may use fewer; 0 on other systems
 * @param flags the instruction sets and other features; empty on other systems
 */
public record ProcessorInfo(String model, int count, Set<String> flags) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** Returns the processors of this machine. */
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

    /** Returns the value in the first line with a key; empty if there is none. */
    private static String first(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
