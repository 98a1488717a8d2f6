package org.ncollapse.io.npy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ncollapse.io.BadInputException;

/**
 * The header of an array in numpy's format: its element type, its shape, and the order of bytes and elements.
 *
 * <p>Format: {@code numpy/lib/format.py}, versions 1.0 to 3.0. The magic bytes 0x93 NUMPY, the version, the header's
 * length (2 bytes in 1.0, 4 later, little-endian), then a Python dictionary. Spaces and a final line feed pad the
 * header to a multiple of 64 bytes.
 *
 * @param type the element type
 * @param shape the extents; empty for a single value
 * @param byteOrder of an element
 * @param columnMajor whether the first index is the fastest one in the file (Fortran order), not the last
 */
public record NpyHeader(NpyType type, List<Long> shape, ByteOrder byteOrder, boolean columnMajor) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int MAX_LENGTH = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern STRUCTURED = Pattern.compile("'descr'\\s*:\\s*(\\[.*\\])\\s*,\\s*'fortran_order'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    /**
     * Checks the extents.
     *
     * @throws IllegalArgumentException if one is negative, or the array has more bytes than a long can count
     */
    public NpyHeader {
        shape = List.copyOf(shape);
        long bytes = type.bytes();
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("invalid shape " + shape);
            }
            try {
                bytes = Math.multiplyExact(bytes, extent);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("an array of shape " + shape + " is too large", e);
            }
        }
    }

    /** The header of an array that is written: little-endian, in C order. */
    public NpyHeader(NpyType type, List<Long> shape) {
        this(type, shape, ByteOrder.LITTLE_ENDIAN, false);
    }

    /** Returns the header of an array with the given extents. */
    public static NpyHeader of(NpyType type, long... shape) {
        return new NpyHeader(type, Arrays.stream(shape).boxed().toList());
    }

    /**
     * Returns the header of an array whose type is given in numpy's notation.
     *
     * @param name the array's name, for messages
     * @param descr byte order, kind and size, such as {@code <f4}
     * @throws BadInputException if the type is not supported
     * @throws IllegalArgumentException if the extents are invalid
     */
    public static NpyHeader of(String name, String descr, List<Long> shape, boolean columnMajor) {
        ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        NpyType type = Arrays.stream(NpyType.values())
                .filter(supported -> supported.descr(order).equals(descr))
                .findFirst()
                .orElseThrow(() -> new BadInputException(name + " " + UnsupportedType.describe(descr)));
        // A vector is the same in both orders, whatever the number of extents of 1.
        boolean ordered = shape.stream().filter(extent -> extent > 1).count() > 1;
        return new NpyHeader(type, shape, order, columnMajor && ordered);
    }

    /** The type and the byte order in numpy's notation, {@code dtype.str}. */
    public String dtype() {
        return type.descr(byteOrder);
    }

    /** The number of elements. */
    public long size() {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return size;
    }

    /** The bytes of all elements. */
    public long bytes() {
        return size() * type.bytes();
    }

    /** Returns the header in version 1.0 of the format. */
    byte[] encode() {
        String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String dictionary = "{'descr': '" + dtype() + "', 'fortran_order': False, 'shape': (" + extents
                + (shape.size() == 1 ? "," : "") + "), }";
        int prefix = MAGIC.length + 4;
        int length = dictionary.length() + 1;
        int total = (prefix + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[total];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAGIC.length] = 1;
        header[MAGIC.length + 1] = 0;
        header[MAGIC.length + 2] = (byte) (total - prefix);
        header[MAGIC.length + 3] = (byte) ((total - prefix) >>> 8);
        byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, prefix, text.length);
        header[total - 1] = '\n';
        return header;
    }

    /** A header and its length in bytes. */
    record ParsedHeader(NpyHeader header, long length) {}

    /**
     * Reads a header.
     *
     * @param in the start of the array
     * @param name the array's name, for messages
     * @throws BadInputException if it is not an array of a supported type
     */
    static ParsedHeader read(DataInputStream in, String name) throws IOException {
        Dictionary dictionary = readDictionary(in, name);
        return new ParsedHeader(parse(dictionary.text, name), dictionary.end);
    }

    /** The text of a header and the length in bytes of all that precedes the elements. */
    record Dictionary(String text, long end) {}

    /**
     * Reads a header without interpreting it.
     *
     * @throws BadInputException if it is not one of numpy
     */
    static Dictionary readDictionary(DataInputStream in, String name) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new BadInputException(name + " is not a numpy array: it does not start with \\x93NUMPY");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new BadInputException(name + " has version " + version + " of numpy's format; 1 to 3 are supported");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] encodedLength = in.readNBytes(lengthBytes);
        long length = 0;
        for (int i = encodedLength.length - 1; i >= 0; i--) {
            length = length << 8 | encodedLength[i] & 0xff;
        }
        if (encodedLength.length < lengthBytes || length > MAX_LENGTH) {
            throw new BadInputException(name + " has an invalid header: its length is " + length + " bytes");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw new BadInputException(
                    name + " ends in its header, after " + text.length + " of " + length + " bytes");
        }
        return new Dictionary(new String(text, StandardCharsets.UTF_8), start.length + lengthBytes + length);
    }

    private static NpyHeader parse(String text, String name) {
        Matcher structured = STRUCTURED.matcher(text);
        if (structured.find()) {
            throw new BadInputException(name + " " + UnsupportedType.describeStructured(structured.group(1)));
        }
        String descr = find(DESCR, text, name);
        boolean columnMajor = find(FORTRAN, text, name).equals("True");
        String extents = find(SHAPE, text, name);
        try {
            List<Long> shape = new ArrayList<>();
            for (String extent : extents.split(",")) {
                if (!extent.isBlank()) {
                    shape.add(Long.parseLong(extent.strip()));
                }
            }
            return of(name, descr, shape, columnMajor);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(name + " has the invalid shape (" + extents + ")", e);
        }
    }

    private static String find(Pattern pattern, String text, String name) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new BadInputException(name + " has an invalid header: " + text.strip());
        }
        return matcher.group(1);
    }
}
