package org.ncollapse.experiment.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * How much memory a process may take, in bytes; 0 for no limit.
 *
 * @param machine physical memory, or what the control group allows of it
 * @param heap Java's heap ({@code -Xmx}; a quarter of the machine's memory where nothing is said)
 * @param offHeap arrays outside it ({@code org.bytedeco.javacpp.maxbytes}; as much as the heap where nothing is said)
 * @param process the whole process ({@code org.bytedeco.javacpp.maxphysicalbytes}; four times the heap likewise)
 */
record MemoryLimits(long machine, long heap, long offHeap, long process) {

    static MemoryLimits current() {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new MemoryLimits(
                machine, Runtime.getRuntime().maxMemory(), Pointer.maxBytes(), Pointer.maxPhysicalBytes());
    }
}
