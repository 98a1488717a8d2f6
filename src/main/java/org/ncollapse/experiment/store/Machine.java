package org.ncollapse.experiment.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.ncollapse.network.device.CudaDevice;

/**
 * Where the run ran.
 *
 * @param processors that the JVM may use
 * @param memoryMiB physical memory
 * @param gpu that the network's arithmetic was done on, with its memory and driver; null on the processor
 */
public record Machine(
        String host,
        String system,
        String processor,
        int processors,
        long memoryMiB,
        @JsonInclude(Include.NON_NULL) String gpu) {

    /** Computing on the processor. */
    public static Machine current() {
        return of(null);
    }

    /** @param card null for none */
    public static Machine of(CudaDevice card) {
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                hostName(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                ProcessorInfo.current().model(),
                Runtime.getRuntime().availableProcessors(),
                os.getTotalMemorySize() >> 20,
                card == null ? null : card.toString());
    }

    /** Whether both compute on the same kind of processor and card. */
    public boolean hasSameHardwareAs(Machine other) {
        return processor.equals(other.processor) && Objects.equals(gpu, other.gpu);
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
