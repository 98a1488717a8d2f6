package org.ncollapse.io.array;

import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;

/**
 * A tensor of PyTorch: a view of a storage.
 *
 * @param type the element type; null if it is not read
 * @param typeName PyTorch's name of the element type, as in {@code FloatStorage}
 * @param storage the name of the storage
 * @param offset the first element's index in the storage
 * @param size the extents
 * @param stride the distance in the storage between neighbors along each dimension, in elements
 */
record TorchTensor(NpyType type, String typeName, String storage, long offset, List<Long> size, List<Long> stride) {

    /**
     * Opens this tensor.
     *
     * @param elements the storage; closed with the reader
     * @param bytes the storage's length
     * @param name the tensor's name, for messages
     * @throws BadInputException if the tensor is outside the storage, or its elements are in an order that is not read
     */
    NpyReader open(InputStream elements, long bytes, ByteOrder order, String name) {
        if (!isInside(bytes)) {
            throw new BadInputException(name + " has the offset " + offset + ", shape " + size + " and strides "
                    + stride
                    + ", which are outside of its storage of " + bytes + " bytes; the file is damaged: copy or save it"
                    + " again");
        }
        boolean empty = size.contains(0L);
        boolean rowMajor = empty || isAscending(size, stride);
        boolean columnMajor = !rowMajor && size.size() == 2 && isAscending(reversed(size), reversed(stride));
        if (!rowMajor && !columnMajor) {
            throw new BadInputException(
                    name + " is a view of shape " + size + " with strides " + stride + "; save tensor.contiguous()");
        }
        StridedElements view = new StridedElements(
                elements,
                type.bytes(),
                offset,
                columnMajor ? reversed(size) : size,
                columnMajor ? reversed(stride) : stride);
        return NpyReader.of(new NpyHeader(type, size, order, columnMajor), view, name);
    }

    private boolean isInside(long bytes) {
        if (size.size() != stride.size() || offset < 0) {
            return false;
        }
        try {
            long last = offset;
            for (int i = 0; i < size.size(); i++) {
                if (size.get(i) < 0 || stride.get(i) < 0) {
                    return false;
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, size.get(i) - 1), stride.get(i)));
            }
            return size.contains(0L) || last < bytes / type.bytes();
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** Returns whether elements with ascending indices have ascending places in the storage, and no two the same. */
    private static boolean isAscending(List<Long> size, List<Long> stride) {
        long innerSpan = 0;
        for (int i = size.size() - 1; i >= 0; i--) {
            if (size.get(i) > 1) {
                if (stride.get(i) <= innerSpan) {
                    return false;
                }
                innerSpan += (size.get(i) - 1) * stride.get(i);
            }
        }
        return true;
    }

    private static List<Long> reversed(List<Long> pair) {
        return List.of(pair.get(1), pair.get(0));
    }
}
