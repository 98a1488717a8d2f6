package org.ncollapse.io.pickle;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.pickle.PickleReader.Bytes;
import org.ncollapse.io.pickle.PickleReader.Tuple;

/**
 * An array of numpy in a pickle, which is created empty and filled afterward. Its elements stay in the file's buffer.
 */
public final class PickledArray implements PickleNames.Stateful {

    private List<Long> shape = List.of();
    private ElementType elementType = new ElementType("");
    private boolean columnMajor;
    private ByteBuffer data = ByteBuffer.allocate(0);

    private PickledArray() {}

    /** A {@code numpy.dtype}: kind and size, such as {@code u1}, and the byte order that its state adds. */
    private static final class ElementType implements PickleNames.Stateful {

        private final String name;
        private String order = "|";

        ElementType(String name) {
            this.name = name.replace("|", "");
        }

        @Override
        public void setState(Object state) {
            order = ((Tuple) state).items().get(1).toString();
        }
    }

    /** Returns what stands for a name with which numpy writes arrays and single numbers; null for another one. */
    public static Object find(String module, String name) {
        String known = module.replace("numpy._core.", "numpy.core.") + "." + name;
        PickleNames.Function function = switch (known) {
            case "numpy.core.multiarray._reconstruct" -> arguments -> new PickledArray();
            case "numpy.core.numeric._frombuffer" -> PickledArray::fromBuffer;
            case "numpy.core.multiarray.scalar" -> PickledArray::scalar;
            case "numpy.dtype" -> arguments -> new ElementType(arguments.get(0).toString());
            // How Python 3 writes bytes in protocol 2.
            case "_codecs.encode" ->
                arguments ->
                        new Bytes(ByteBuffer.wrap(((String) arguments.get(0)).getBytes(StandardCharsets.ISO_8859_1)));
            default -> null;
        };
        // The class is only an argument of _reconstruct.
        return known.equals("numpy.ndarray") ? known : function;
    }

    private static PickledArray fromBuffer(List<Object> arguments) {
        PickledArray array = new PickledArray();
        array.data = ((Bytes) arguments.get(0)).content();
        array.elementType = (ElementType) arguments.get(1);
        array.shape = ((Tuple) arguments.get(2)).longs();
        array.columnMajor = !arguments.get(3).toString().equals("C");
        return array;
    }

    private static PickledArray scalar(List<Object> arguments) {
        PickledArray array = new PickledArray();
        array.elementType = (ElementType) arguments.get(0);
        array.data = ((Bytes) arguments.get(1)).content();
        return array;
    }

    /** Sets version, shape, element type, whether column-major, and elements. */
    @Override
    public void setState(Object state) {
        List<Object> parts = ((Tuple) state).items();
        shape = ((Tuple) parts.get(1)).longs();
        elementType = (ElementType) parts.get(2);
        columnMajor = !Boolean.FALSE.equals(parts.get(3)) && !Long.valueOf(0).equals(parts.get(3));
        data = ((Bytes) parts.get(4)).content();
    }

    /** Returns the bytes if this is a row-major array of unsigned bytes with rows of a length; otherwise null. */
    public ByteBuffer unsignedBytes(int rowLength) {
        boolean fits = elementType.name.equals("u1")
                && !columnMajor
                && shape.size() == 2
                && shape.get(1) == rowLength
                && shape.get(0) == data.remaining() / rowLength
                && data.remaining() % rowLength == 0;
        return fits ? data.duplicate() : null;
    }

    /**
     * Opens this array.
     *
     * @param name its name, for messages
     * @throws BadInputException if its element type is not read, or its elements are not as many as its shape says
     */
    public NpyReader open(String name) {
        NpyHeader header = NpyHeader.of(name, elementType.order + elementType.name, shape, columnMajor);
        if (header.bytes() != data.remaining()) {
            throw new BadInputException(name + " is " + this + ", and has " + data.remaining() + " bytes");
        }
        byte[] elements = new byte[data.remaining()];
        data.duplicate().get(elements);
        return NpyReader.of(header, new ByteArrayInputStream(elements), name);
    }

    @Override
    public String toString() {
        return "an array of type " + elementType.name + " and shape " + shape
                + (columnMajor ? " in Fortran order" : "");
    }
}
