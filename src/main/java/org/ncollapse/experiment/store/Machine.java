package org.ncollapse.experiment.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine that a run was on.
 *
 * @param host the host name; null, and not in the JSON, unless the environment variable {@code NCOLLAPSE_RECORD_HOST}
 *     is 1
 * @param system name, version and architecture of the operating system
 * @param processor the model of the processor
 * @param cpus the number of CPUs that the JVM may use
 * @param memoryMiB the physical memory
 * @param gpu the GPU that the network ran on, with its memory and driver; null for the CPU
 */
public record Machine(
        @JsonInclude(Include.NON_NULL) String host,
        String system,
        String processor,
        int cpus,
        long memoryMiB,
        @JsonInclude(Include.NON_NULL) String gpu) {

    /** The environment variable that adds the host name to manifests; they have none by default. */
    static final String RECORD_HOST = "NCOLLAPSE_RECORD_HOST";

    /** Returns this machine, for a run on the CPU. */
    public static Machine current() {
        return of(Optional.empty());
    }

    /**
     * Returns this machine, for a run on a GPU.
     *
     * @param gpu empty for the CPU
     */
    public static Machine of(Optional<String> gpu) {
        return of(gpu, System.getenv());
    }

    static Machine of(Optional<String> gpu, Map<String, String> environment) {
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                "1".equals(environment.get(RECORD_HOST)) ? hostName() : null,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                ProcessorInfo.current().model(),
                Runtime.getRuntime().availableProcessors(),
                os.getTotalMemorySize() >> 20,
                gpu.orElse(null));
    }

    /** Returns what computes and differs from a machine that was used before: the processor, the GPU. */
    public List<String> differencesFrom(Machine before) {
        return Stream.of(
                        Software.difference("processor", processor, before.processor),
                        Software.difference("GPU", gpu, before.gpu))
                .flatMap(Optional::stream)
                .toList();
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
