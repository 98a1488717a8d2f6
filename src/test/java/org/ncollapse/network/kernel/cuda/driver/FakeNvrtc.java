package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An NVRTC of a given version. It "compiles" to the list of its options; with the option {@code bad} it fails. */
final class FakeNvrtc implements NvrtcApi {

    /** What the last compilation of this thread made. */
    private static final ThreadLocal<byte[]> RESULT = new ThreadLocal<>();

    private final int major;
    private final int minor;
    private final int[] architectures;
    private final List<String> compiled = Collections.synchronizedList(new ArrayList<>());

    FakeNvrtc(int major, int minor, int... architectures) {
        this.major = major;
        this.minor = minor;
        this.architectures = architectures;
    }

    /** The options of each compilation. */
    List<String> compiled() {
        return compiled;
    }

    @Override
    public int nvrtcVersion(IntByReference majorVersion, IntByReference minorVersion) {
        majorVersion.setValue(major);
        minorVersion.setValue(minor);
        return 0;
    }

    @Override
    public int nvrtcGetNumSupportedArchs(IntByReference count) {
        count.setValue(architectures.length);
        return 0;
    }

    @Override
    public int nvrtcGetSupportedArchs(int[] supported) {
        System.arraycopy(architectures, 0, supported, 0, architectures.length);
        return 0;
    }

    @Override
    public int nvrtcCreateProgram(
            PointerByReference program, String source, String name, int headers, String[] sources, String[] names) {
        program.setValue(new Memory(1));
        return 0;
    }

    @Override
    public int nvrtcDestroyProgram(PointerByReference program) {
        return 0;
    }

    @Override
    public int nvrtcCompileProgram(Pointer program, int count, String[] options) {
        String all = String.join(" ", options);
        RESULT.set(all.getBytes(StandardCharsets.UTF_8));
        compiled.add(all);
        return all.contains("bad") ? 6 : 0;
    }

    @Override
    public int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes) {
        return size(bytes);
    }

    @Override
    public int nvrtcGetProgramLog(Pointer program, byte[] log) {
        return copy(log);
    }

    @Override
    public int nvrtcGetCUBINSize(Pointer program, LongByReference bytes) {
        return size(bytes);
    }

    @Override
    public int nvrtcGetCUBIN(Pointer program, byte[] image) {
        return copy(image);
    }

    @Override
    public int nvrtcGetPTXSize(Pointer program, LongByReference bytes) {
        return size(bytes);
    }

    @Override
    public int nvrtcGetPTX(Pointer program, byte[] image) {
        return copy(image);
    }

    private int size(LongByReference bytes) {
        bytes.setValue(RESULT.get().length);
        return 0;
    }

    private int copy(byte[] target) {
        System.arraycopy(RESULT.get(), 0, target, 0, target.length);
        return 0;
    }
}
