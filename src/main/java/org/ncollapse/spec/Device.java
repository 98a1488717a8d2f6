package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device that computes a network: {@code cpu}, or {@code cuda:N} for a GPU.
 *
 * @param cudaIndex N, the number among the GPUs that CUDA_VISIBLE_DEVICES shows, in nvidia-smi's order; null for the
 *     CPU
 */
public record Device(Integer cudaIndex) {

    /** The default. */
    public static final Device CPU = new Device(null);

    static final String EXPECTED = "cpu, or a GPU by its number: cuda:0";

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,4})");

    /** Never read from a map with these keys, only from a string. */
    @JsonCreator(mode = JsonCreator.Mode.DISABLED)
    public Device {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Device parse(String text) {
        Matcher cuda = CUDA.matcher(text);
        InvalidValueException.throwUnless(cuda.matches() || text.equals("cpu"), "", text, EXPECTED);
        return cuda.matches() ? new Device(Integer.parseInt(cuda.group(1))) : CPU;
    }

    public boolean isCuda() {
        return cudaIndex != null;
    }

    @Override
    @JsonValue
    public String toString() {
        return isCuda() ? "cuda:" + cudaIndex : "cpu";
    }
}
