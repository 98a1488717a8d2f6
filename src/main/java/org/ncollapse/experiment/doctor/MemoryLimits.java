package org.ncollapse.experiment.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory limits of a process, in bytes; 0 means no limit.
 *
 * @param machine physical memory, or what the control group allows of it
 * @param heap Java's heap ({@code -Xmx}; default: a quarter of the machine's memory)
 * @param offHeap arrays outside it ({@code org.bytedeco.javacpp.maxbytes}; default: as much as the heap)
 * @param process the whole process ({@code org.bytedeco.javacpp.maxphysicalbytes}; default: four times the heap)
 */
record MemoryLimits(long machine, long heap, long offHeap, long process) {

    static MemoryLimits current() {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new MemoryLimits(
                machine, Runtime.getRuntime().maxMemory(), Pointer.maxBytes(), Pointer.maxPhysicalBytes());
    }
}
