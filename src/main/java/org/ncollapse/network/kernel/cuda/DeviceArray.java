package org.ncollapse.network.kernel.cuda;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of ND4J's CPU backend whose elements lie in a GPU's memory. Their shapes and views are as usual. ND4J must not
 * read or write an element: the address means nothing to the host.
 */
final class DeviceArray {

    private DeviceArray() {}

    /** An address that JavaCPP takes as it is and never frees. */
    private static final class DevicePointer extends Pointer {

        DevicePointer(long address, long elements) {
            this.address = address;
            capacity = elements;
            limit = elements;
        }
    }

    /** Returns a vector of {@code length} elements at a device address. */
    static INDArray wrap(long address, long length) {
        return Nd4j.create(
                Nd4j.createBuffer(new DevicePointer(address, length), length, DataType.FLOAT), new long[] {length});
    }

    /** The device address of an array's first element; 0, a null pointer, for null. */
    static long address(INDArray array) {
        return array == null ? 0 : array.data().platformAddress() + Float.BYTES * array.offset();
    }
}
