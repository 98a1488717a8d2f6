package org.ncollapse.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the run ran.
 *
 * @param processors that the JVM may use
 * @param memoryMiB  physical memory
 */
public record Machine(String host, String system, String processor, int processors, long memoryMiB) {

    static Machine present() {
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(hostName(), System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
                ProcessorInfo.present().model(), Runtime.getRuntime().availableProcessors(), os.getTotalMemorySize() >> 20);
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
