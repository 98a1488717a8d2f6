package org.ncollapse.io.npy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of element types that cannot be read what they are, and how numpy converts them. */
final class UnsupportedType {

    private static final Pattern KIND = Pattern.compile("[<>|=]?([A-Za-z])(\\d*).*");
    private static final int MAX_SHOWN = 60;

    private UnsupportedType() {}

    /** Returns the rest of a sentence that starts with the array's name. */
    static String describe(String descr) {
        Matcher matcher = KIND.matcher(descr);
        String kind = matcher.matches() ? matcher.group(1) : "";
        return switch (kind) {
            case "O" ->
                "has Python objects as elements ('" + descr + "'), which are pickled and are not read: save"
                        + " numpy.stack(x).astype('float32'), or .astype('int64') for labels";
            case "V" ->
                "has elements of " + matcher.group(2) + " raw bytes ('" + descr + "')"
                        + (matcher.group(2).equals("2")
                                ? ", as numpy saves bfloat16: save (x.view('uint16').astype('uint32') << 16)"
                                        + ".view('float32'), or tensor.float().numpy()"
                                : ": save it with .astype('float32') before it becomes raw bytes");
            case "U", "S", "a" ->
                "has text as elements ('" + descr + "'): save"
                        + " numpy.unique(x, return_inverse=True)[1] as labels, or x.astype('float64') for numbers";
            case "c" ->
                "has complex elements ('" + descr + "'): save numpy.concatenate([x.real, x.imag], axis=-1), or x.real";
            default ->
                "has elements of type '" + shortened(descr)
                        + "'; floats, integers and booleans are supported: save it with .astype('float32') or"
                        + " .astype('int64')";
        };
    }

    /** Returns the same for a structured type, whose description is a list of fields. */
    static String describeStructured(String fields) {
        return "has a structured type (" + shortened(fields)
                + "): save numpy.lib.recfunctions.structured_to_unstructured(x), or one field, x['name']";
    }

    private static String shortened(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }
}
