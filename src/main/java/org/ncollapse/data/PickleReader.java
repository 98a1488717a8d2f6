package org.ncollapse.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.BadInputException;

/**
 * Reads Python pickles of dictionaries, lists, numbers, text, bytes and NumPy arrays, in protocols 2 to 5.
 *
 * <p>A pickle is a program that can call any function. This reader calls none: it knows the few names with which NumPy
 * writes an array, and rejects a file that has another name or instruction. Text and bytes are both {@link String},
 * with one character for each byte of bytes, except the data of arrays, which stay in the file's buffer.
 */
final class PickleReader {

    /** A CIFAR-100 file has 0.4 million. Each costs tens of bytes, and one byte of a file can make one. */
    private static final int MAX_VALUES = 1 << 21;

    private static final Object MARK = new Object();
    private static final String EXPECTED = "expected a file of the data set's authors";

    private final Path file;
    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int values;

    private PickleReader(Path file, byte[] content) {
        this.file = file;
        this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The name of a function or class. */
    private record Global(String module, String name) {}

    /** A tuple. */
    private record Tuple(List<Object> items) {}

    /** Bytes in the file's buffer. */
    private record Bytes(ByteBuffer content) {
        @Override
        public String toString() {
            return StandardCharsets.ISO_8859_1.decode(content.duplicate()).toString();
        }
    }

    /** An array's element type, such as {@code u1}. */
    private record ElementType(String name) {}

    /** An array, which is created empty and filled afterward. */
    static final class Array {
        private List<Object> shape = List.of();
        private String elementType = "";
        private boolean columnMajor;
        private ByteBuffer data = ByteBuffer.allocate(0);

        /** Returns the bytes if this is a row-major array of unsigned bytes with rows of a length; otherwise null. */
        ByteBuffer unsignedBytes(int rowLength) {
            boolean fits = elementType.equals("u1")
                    && !columnMajor
                    && shape.size() == 2
                    && shape.get(1).equals((long) rowLength)
                    && shape.get(0) instanceof Long rows
                    && rows >= 0
                    && rows == data.remaining() / rowLength
                    && data.remaining() % rowLength == 0;
            return fits ? data.duplicate() : null;
        }

        @Override
        public String toString() {
            return "an array of type " + elementType + " and shape " + shape + (columnMajor ? " in Fortran order" : "");
        }
    }

    /**
     * Reads a pickle.
     *
     * @return a map with text as keys, a list, {@link Long}, {@link String}, {@link Boolean}, {@link Array}, or null
     * @throws BadInputException if it is damaged, or needs a function of Python
     */
    static Object read(Path file, byte[] content) {
        PickleReader reader = new PickleReader(file, content);
        try {
            return plain(reader.run());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw reader.damaged("it ends too early");
        } catch (ClassCastException e) {
            throw reader.damaged("a value of another type at byte " + reader.in.position());
        }
    }

    private Object run() {
        for (int code = next(); code != '.'; code = next()) {
            execute(code);
        }
        return pop();
    }

    private void execute(int code) {
        switch (code) {
            case 0x80 -> throwUnless(next() <= 5, "a protocol above 5");
            case 0x95 -> in.getLong();
            case '(' -> push(MARK);
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) next());
            case 'M' -> push((long) Short.toUnsignedInt(in.getShort()));
            case 'J' -> push((long) in.getInt());
            case 0x8a -> push(longOf(slice(next())));
            case 'U', 'C' -> push(new Bytes(slice(next())));
            case 'T', 'B' -> push(new Bytes(slice(in.getInt())));
            case 0x8e, 0x96 -> push(new Bytes(slice(in.getLong())));
            case 0x8c -> push(text(next()));
            case 'X' -> push(text(in.getInt()));
            case 0x8d -> push(text(in.getLong()));
            case '}' -> push(new LinkedHashMap<String, Object>());
            case ']' -> push(new ArrayList<>());
            case ')' -> push(new Tuple(List.of()));
            case 0x85, 0x86, 0x87 -> push(new Tuple(pop(code - 0x84)));
            case 't' -> push(new Tuple(popToMark()));
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case 's' -> put(pop(2));
            case 'u' -> put(popToMark());
            case 'q' -> memo.put(next(), peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> push(remembered(next()));
            case 'j' -> push(remembered(in.getInt()));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> {
                List<Object> names = pop(2);
                push(global(names.get(0).toString(), names.get(1).toString()));
            }
            case 'R' -> {
                Tuple arguments = (Tuple) pop();
                push(call((Global) pop(), arguments.items()));
            }
            case 'b' -> build(pop());
            default ->
                throw new BadInputException(
                        "%s is not read: the instruction 0x%02X at byte %d is not one of an array, and nothing was executed; %s"
                                .formatted(file, code, in.position() - 1, EXPECTED));
        }
    }

    private Global global(String module, String name) {
        String known = module.replace("numpy._core.", "numpy.core.") + "." + name;
        return switch (known) {
            case "numpy.core.multiarray._reconstruct",
                    "numpy.core.numeric._frombuffer",
                    "numpy.ndarray",
                    "numpy.dtype",
                    "_codecs.encode" -> new Global(module, name);
            default ->
                throw new BadInputException(file + " is not read: it refers to " + module + "." + name
                        + ", which an array does not need, and nothing was executed; " + EXPECTED);
        };
    }

    private Object call(Global function, List<Object> arguments) {
        return switch (function.name()) {
            case "_reconstruct" -> new Array();
            case "dtype" -> new ElementType(arguments.get(0).toString().replace("|", ""));
            // How Python 3 writes bytes in protocol 2.
            case "encode" ->
                new Bytes(ByteBuffer.wrap(((String) arguments.get(0)).getBytes(StandardCharsets.ISO_8859_1)));
            case "_frombuffer" -> {
                Array array = new Array();
                array.data = ((Bytes) arguments.get(0)).content();
                array.elementType = ((ElementType) arguments.get(1)).name();
                array.shape = ((Tuple) arguments.get(2)).items();
                array.columnMajor = !arguments.get(3).toString().equals("C");
                yield array;
            }
            default -> throw damaged("a call of " + function.name());
        };
    }

    /** Fills the array below the state: version, shape, element type, whether column-major, data. */
    private void build(Object state) {
        if (peek() instanceof Array array) {
            List<Object> parts = ((Tuple) state).items();
            array.shape = ((Tuple) parts.get(1)).items();
            array.elementType = ((ElementType) parts.get(2)).name();
            array.columnMajor =
                    !Boolean.FALSE.equals(parts.get(3)) && !Long.valueOf(0).equals(parts.get(3));
            array.data = ((Bytes) parts.get(4)).content();
        } else {
            // Of an element type: the byte order, which bytes do not have.
            throwUnless(peek() instanceof ElementType, "the state of something other than an array");
        }
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> items) {
        ((List<Object>) peek()).addAll(items);
    }

    @SuppressWarnings("unchecked")
    private void put(List<Object> items) {
        Map<String, Object> map = (Map<String, Object>) peek();
        for (int i = 0; i < items.size(); i += 2) {
            map.put(items.get(i).toString(), plain(items.get(i + 1)));
        }
    }

    private Object remembered(int index) {
        throwUnless(memo.containsKey(index), "a reference to nothing");
        return memo.get(index);
    }

    private void push(Object value) {
        throwUnless(++values <= MAX_VALUES, "more than " + MAX_VALUES + " values");
        stack.add(value);
    }

    private Object peek() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private List<Object> pop(int count) {
        List<Object> top = stack.subList(stack.size() - count, stack.size());
        List<Object> items = new ArrayList<>(top);
        top.clear();
        return items;
    }

    private List<Object> popToMark() {
        List<Object> items = pop(stack.size() - 1 - stack.lastIndexOf(MARK));
        pop();
        return items;
    }

    private int next() {
        return in.get() & 0xff;
    }

    private ByteBuffer slice(long length) {
        throwUnless(length >= 0 && length <= in.remaining(), "it ends too early");
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private String text(long length) {
        return StandardCharsets.UTF_8.decode(slice(length)).toString();
    }

    private String line() {
        int start = in.position();
        while (in.get() != '\n') {
            throwUnless(in.position() - start < 100, "a name without an end");
        }
        return StandardCharsets.ISO_8859_1
                .decode(in.slice(start, in.position() - 1 - start))
                .toString();
    }

    private Long longOf(ByteBuffer littleEndian) {
        throwUnless(littleEndian.remaining() <= Long.BYTES, "a number above 64 bits");
        long value = 0;
        for (int i = littleEndian.remaining() - 1; i >= 0; i--) {
            value = i == littleEndian.remaining() - 1 ? littleEndian.get(i) : value << 8 | littleEndian.get(i) & 0xff;
        }
        return value;
    }

    private static Object plain(Object value) {
        return value instanceof Bytes bytes && bytes.content().remaining() < 1 << 16 ? bytes.toString() : value;
    }

    private void throwUnless(boolean condition, String found) {
        if (!condition) {
            throw damaged(found);
        }
    }

    private BadInputException damaged(String found) {
        return new BadInputException(file + " is a damaged pickle (" + found + "); extract it from its archive again");
    }
}
