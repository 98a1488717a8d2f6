package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A driver that remembers the kernels that are launched or captured through it, and times them one by one: each is
 * launched again, with the same arguments, many times in a graph between two events.
 */
public final class LaunchRecorder {

    private static final String LIBRARY = "libcuda.so.1";

    /** Most launches in one graph: a graph's start takes as long as several kernels. */
    private static final int MAX_LAUNCHES_PER_GRAPH = 20;

    private static final double SECONDS_PER_MEASUREMENT = 1e-3;
    private static final int MAX_GRAPHS_PER_MEASUREMENT = 50;
    private static final int MEASUREMENTS = 3;

    private final DriverApi api = Native.load(LIBRARY, DriverApi.class);
    private final EventApi events = Native.load(LIBRARY, EventApi.class);
    private final Map<Pointer, String> names = new HashMap<>();
    private final DriverApi recording = (DriverApi) Proxy.newProxyInstance(
            DriverApi.class.getClassLoader(),
            new Class<?>[] {DriverApi.class},
            (proxy, method, arguments) -> call(method, arguments));
    private List<Launch> launches;
    private Pointer stream;

    /** The driver's functions for events. */
    interface EventApi extends Library {

        int cuEventCreate(PointerByReference event, int flags);

        int cuEventRecord(Pointer event, Pointer stream);

        int cuEventSynchronize(Pointer event);

        int cuEventElapsedTime(FloatByReference milliseconds, Pointer start, Pointer end);

        int cuEventDestroy_v2(Pointer event);
    }

    /** A launch that can be repeated. Arguments are kept in 64 bits each; those after the kernel's last are junk. */
    public static final class Launch {
        private final String kernel;
        private final Pointer function;
        private final int[] shape;
        private final Memory values;
        private final Memory pointers;

        private Launch(String kernel, Pointer function, int[] shape, Memory arguments) {
            this.kernel = kernel;
            this.function = function;
            this.shape = shape;
            values = new Memory(arguments.size() / Native.POINTER_SIZE * Long.BYTES);
            pointers = new Memory(arguments.size());
            values.write(0, arguments.getPointer(0).getByteArray(0, (int) values.size()), 0, (int) values.size());
            for (int i = 0; i < pointers.size() / Native.POINTER_SIZE; i++) {
                pointers.setPointer((long) i * Native.POINTER_SIZE, values.share((long) i * Long.BYTES));
            }
        }

        public String kernel() {
            return kernel;
        }

        /** Blocks along x, y and z, and the threads of a block. */
        public int[] shape() {
            return shape.clone();
        }

        public int integer(int argument) {
            return values.getInt((long) argument * Long.BYTES);
        }

        public long address(int argument) {
            return values.getLong((long) argument * Long.BYTES);
        }
    }

    /** The driver to open a GPU with. */
    public CudaDriver driver() {
        CudaDriver.check(api, api.cuInit(0), "cuInit");
        return new CudaDriver(recording);
    }

    /** Returns the kernels that {@code work} launches; of work that is captured, those of its first capture. */
    public List<Launch> record(Runnable work) {
        List<Launch> recorded = new ArrayList<>();
        launches = recorded;
        try {
            work.run();
        } finally {
            launches = null;
        }
        return recorded;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(api, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        switch (method.getName()) {
            case "cuModuleGetFunction" ->
                names.put(((PointerByReference) arguments[0]).getValue(), (String) arguments[2]);
            case "cuLaunchKernel" -> {
                if (launches != null) {
                    int[] shape = {
                        (int) arguments[1],
                        (int) arguments[2],
                        (int) arguments[3],
                        (int) arguments[4],
                        (int) arguments[7]
                    };
                    Pointer function = (Pointer) arguments[0];
                    launches.add(new Launch(names.get(function), function, shape, (Memory) arguments[9]));
                    stream = (Pointer) arguments[8];
                }
            }
            case "cuStreamEndCapture" -> launches = null;
            default -> {
                // Not of interest.
            }
        }
        return result;
    }

    /**
     * Returns the seconds of one launch among many of the same kernel: the median of three measurements.
     *
     * @param maxLaunches the number of launches that the arguments allow
     * @return NaN if they allow too few
     */
    public double seconds(CudaContext context, Launch launch, int maxLaunches) {
        double first;
        try (CudaGraph single = context.capture(() -> repeat(launch))) {
            measure(single, 1);
            first = measure(single, 1);
        }
        int perGraph = (int) Math.max(1, Math.min(MAX_LAUNCHES_PER_GRAPH, SECONDS_PER_MEASUREMENT / first));
        perGraph = Math.min(perGraph, (maxLaunches - 2) / (MEASUREMENTS + 1));
        if (perGraph < 1) {
            return Double.NaN;
        }
        return seconds(context, launch, perGraph, maxLaunches < Integer.MAX_VALUE ? 1 : MAX_GRAPHS_PER_MEASUREMENT);
    }

    private double seconds(CudaContext context, Launch launch, int perGraph, int maxGraphs) {
        try (CudaGraph graph = context.capture(() -> {
            for (int i = 0; i < perGraph; i++) {
                repeat(launch);
            }
        })) {
            int graphs = (int) Math.max(1, Math.min(maxGraphs, SECONDS_PER_MEASUREMENT / measure(graph, 1)));
            double[] measured = new double[MEASUREMENTS];
            for (int i = 0; i < MEASUREMENTS; i++) {
                measured[i] = measure(graph, graphs) / graphs / perGraph;
            }
            Arrays.sort(measured);
            return measured[MEASUREMENTS / 2];
        }
    }

    private void repeat(Launch launch) {
        int[] shape = launch.shape;
        check(
                api.cuLaunchKernel(
                        launch.function,
                        shape[0],
                        shape[1],
                        shape[2],
                        shape[3],
                        1,
                        1,
                        shape[4],
                        stream,
                        launch.pointers,
                        Pointer.NULL),
                "cuLaunchKernel of " + launch.kernel);
    }

    private double measure(CudaGraph graph, int times) {
        Pointer start = newEvent();
        Pointer end = newEvent();
        check(events.cuEventRecord(start, stream), "cuEventRecord");
        for (int i = 0; i < times; i++) {
            graph.launch();
        }
        check(events.cuEventRecord(end, stream), "cuEventRecord");
        check(events.cuEventSynchronize(end), "cuEventSynchronize");
        FloatByReference milliseconds = new FloatByReference();
        check(events.cuEventElapsedTime(milliseconds, start, end), "cuEventElapsedTime");
        check(events.cuEventDestroy_v2(start), "cuEventDestroy");
        check(events.cuEventDestroy_v2(end), "cuEventDestroy");
        return milliseconds.getValue() * 1e-3;
    }

    private Pointer newEvent() {
        PointerByReference event = new PointerByReference();
        check(events.cuEventCreate(event, 0), "cuEventCreate");
        return event.getValue();
    }

    private void check(int result, String function) {
        CudaDriver.check(api, result, function);
    }
}
