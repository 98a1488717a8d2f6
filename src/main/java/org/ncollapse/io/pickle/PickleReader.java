package org.ncollapse.io.pickle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.BadInputException;

/**
 * Reads Python pickles of dictionaries, lists, tuples, numbers, text, bytes and the objects of a {@link PickleNames},
 * in protocols 2 to 5.
 *
 * <p>A pickle is a program that can call any function. This reader calls none: what its {@link PickleNames} does not
 * know is rejected, as are other instructions. Text and bytes are both {@link String}, with one character for each byte
 * of bytes, except long bytes, which stay in the file's buffer.
 */
public final class PickleReader {

    /** A CIFAR-100 file has 0.4 million. Each costs tens of bytes, and one byte of a file can make one. */
    private static final int MAX_VALUES = 1 << 21;

    private static final Object MARK = new Object();

    private final String source;
    private final PickleNames names;
    private final String expected;
    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int values;

    private PickleReader(String source, byte[] content, PickleNames names, String expected) {
        this.source = source;
        this.names = names;
        this.expected = expected;
        this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A tuple. */
    public record Tuple(List<Object> items) {

        /** Returns the items as numbers. */
        public List<Long> longs() {
            return items.stream().map(Long.class::cast).toList();
        }
    }

    /** Bytes in the file's buffer. */
    public record Bytes(ByteBuffer content) {
        @Override
        public String toString() {
            return StandardCharsets.ISO_8859_1.decode(content.duplicate()).toString();
        }
    }

    /**
     * Reads a pickle.
     *
     * @param source the file's name, for messages
     * @param names what the pickle may refer to
     * @param expected what the file should be or how to save it, for messages: the end of a sentence
     * @return a map with text as keys, a list, {@link Tuple}, {@link Long}, {@link Double}, {@link String},
     *     {@link Boolean}, {@link Bytes}, null, or an object of {@code names}
     * @throws BadInputException if it is damaged, or refers to something unknown
     */
    public static Object read(String source, byte[] content, PickleNames names, String expected) {
        PickleReader reader = new PickleReader(source, content, names, expected);
        try {
            return plain(reader.run());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw reader.damaged("it ends too early", e);
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            throw reader.damaged("a value of another type at byte " + reader.in.position(), e);
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
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
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
                List<Object> name = pop(2);
                push(global(name.get(0).toString(), name.get(1).toString()));
            }
            case 'R' -> {
                Tuple arguments = (Tuple) pop();
                push(((PickleNames.Function) pop()).call(arguments.items()));
            }
            case 'Q' -> push(names.findPersistent(pop()));
            case 'b' -> build(pop());
            default ->
                throw new BadInputException(
                        "%s is not read: the instruction 0x%02X at byte %d is not one of data, and nothing was executed; %s"
                                .formatted(source, code, in.position() - 1, expected));
        }
    }

    private Object global(String module, String name) {
        Object known = names.find(module, name);
        if (known == null) {
            throw new BadInputException(source + " is not read: it refers to " + module + "." + name
                    + ", which is not known here, and nothing was executed; " + expected);
        }
        return known;
    }

    private void build(Object state) {
        if (peek() instanceof PickleNames.Stateful object) {
            object.setState(state);
        } else {
            // An OrderedDict has attributes, as the version that PyTorch adds to the state of a module.
            throwUnless(peek() instanceof Map, "the state of an object that has none");
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
            map.put(key(items.get(i)), plain(items.get(i + 1)));
        }
    }

    private String key(Object key) {
        boolean simple = key instanceof String || key instanceof Bytes || key instanceof Number;
        throwUnless(simple || key instanceof Boolean, "a key that is no text and no number");
        return key.toString();
    }

    private Object remembered(int index) {
        throwUnless(memo.containsKey(index), "a reference to nothing");
        return memo.get(index);
    }

    private void push(Object value) {
        if (++values > MAX_VALUES) {
            throw new BadInputException(
                    source + " has more than " + MAX_VALUES + " values that are not in arrays; " + expected);
        }
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
            throw damaged(found, null);
        }
    }

    private BadInputException damaged(String found, Exception cause) {
        return new BadInputException(
                source + " is a damaged pickle (" + found + "); copy it or extract it from its archive again", cause);
    }
}
