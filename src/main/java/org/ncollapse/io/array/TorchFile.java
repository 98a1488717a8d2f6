package org.ncollapse.io.array;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.ArrayFile;
import org.ncollapse.io.npy.CrcCheckedEntry;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.pickle.PickleReader;
import org.ncollapse.io.pickle.PickledArray;

/**
 * A file of {@code torch.save}, version 1.6 or newer.
 *
 * <p>Format: a zip archive of one folder with {@code data.pkl}, a pickle of the saved object, and for each storage that
 * its tensors refer to an entry {@code data/KEY} with the elements, usually not compressed. {@code byteorder} is
 * {@code little} or {@code big}; older versions do not write it.
 */
final class TorchFile implements ArrayFile {

    private static final String PICKLE = "/data.pkl";
    /** Tensors are outside the pickle. */
    private static final int MAX_PICKLE = 1 << 28;

    private static final String SAVING_LINE = "torch.save({'features': ..., 'labels': ...}, file)";

    private final Path path;
    private final ZipFile zip;
    private final String folder;
    private final TorchArrays arrays;
    private final String single;

    /** @param single the name of the array if the file has one without a name */
    private TorchFile(Path path, ZipFile zip, ZipEntry pickle, String single) throws IOException {
        this.path = path;
        this.zip = zip;
        this.single = single;
        folder = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length() + 1);
        if (pickle.getSize() > MAX_PICKLE) {
            throw new BadInputException(path + " has " + pickle.getSize() + " bytes of objects that are no tensors; the"
                    + " limit is " + MAX_PICKLE + ": save tensors, " + SAVING_LINE);
        }
        byte[] content;
        try (InputStream in = CrcCheckedEntry.open(zip, pickle, path + " [data.pkl]")) {
            content = in.readAllBytes();
        }
        Object saved = PickleReader.read(
                path.toString(), content, new TorchNames(), "save tensors alone with Python: " + SAVING_LINE);
        arrays = TorchArrays.of(saved, single, path.toString(), SAVING_LINE);
    }

    /** Opens a file; null if the zip archive is not one of PyTorch. */
    static TorchFile openIfTorch(Path path, String single) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        TorchFile opened = null;
        try {
            ZipEntry pickle = zip.stream()
                    .filter(entry -> entry.getName().endsWith(PICKLE))
                    .findFirst()
                    .orElse(null);
            opened = pickle == null ? null : new TorchFile(path, zip, pickle, single);
            return opened;
        } finally {
            if (opened == null) {
                zip.close();
            }
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(arrays.arrays().keySet());
    }

    @Override
    public NpyReader openArray(String name) {
        try {
            Object array = arrays.arrays().get(name);
            return array instanceof TorchTensor tensor
                    ? open(tensor, describe(name))
                    : array instanceof PickledArray numpy
                            ? numpy.open(describe(name))
                            : ((TorchArrays.Numbers) array).open(describe(name));
        } catch (IOException e) {
            throw new BadInputException(describe(name) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private NpyReader open(TorchTensor tensor, String where) throws IOException {
        if (tensor.type() == null) {
            throw new BadInputException(where + " is " + tensor.typeName()
                    + " in PyTorch, which is not read: save tensor.float(), or tensor.long() for labels");
        }
        ZipEntry entry = zip.getEntry(folder + "data/" + tensor.storage());
        if (entry == null) {
            throw new BadInputException(where + " refers to data/" + tensor.storage()
                    + ", which is not in the archive; the file is damaged: copy or save it again");
        }
        InputStream storage = new BufferedInputStream(CrcCheckedEntry.open(zip, entry, where), 1 << 16);
        try {
            return tensor.open(storage, entry.getSize(), byteOrder(), where);
        } catch (BadInputException e) {
            storage.close();
            throw e;
        }
    }

    private ByteOrder byteOrder() throws IOException {
        ZipEntry entry = zip.getEntry(folder + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            String order = new String(in.readNBytes(8), StandardCharsets.ISO_8859_1);
            return order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    @Override
    public Optional<String> text(String name) {
        return Optional.ofNullable(arrays.texts().get(name));
    }

    @Override
    public String describe(String name) {
        return name.equals(single) && arrays.arrays().size() == 1 ? path.toString() : path + " [" + name + "]";
    }

    @Override
    public String savingLine() {
        return SAVING_LINE;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
