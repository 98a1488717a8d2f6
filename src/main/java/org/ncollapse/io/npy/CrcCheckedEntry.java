package org.ncollapse.io.npy;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.ncollapse.io.BadInputException;

/** Reads an entry of a zip archive and checks its CRC-32 at the end, which {@code ZipFile} does not do. */
public final class CrcCheckedEntry extends CheckedInputStream {

    // The maximum ratio of the Deflate format.
    private static final long MAX_EXPANSION = 1032;

    private final ZipEntry entry;
    private long left;

    /**
     * Opens an entry.
     *
     * @param where its name, for messages
     * @throws BadInputException if its size is more than its compressed bytes can contain
     */
    public static InputStream open(ZipFile zip, ZipEntry entry, String where) throws IOException {
        if (entry.getSize() > MAX_EXPANSION * entry.getCompressedSize() + MAX_EXPANSION) {
            throw new BadInputException(where + " has a size of " + entry.getSize() + " bytes, more than "
                    + entry.getCompressedSize() + " compressed bytes can contain; the file is damaged");
        }
        return new CrcCheckedEntry(zip.getInputStream(entry), entry);
    }

    private CrcCheckedEntry(InputStream in, ZipEntry entry) {
        super(in, new CRC32());
        this.entry = entry;
        left = entry.getSize();
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int bytes = super.read(into, offset, length);
        count(Math.max(0, bytes));
        return bytes;
    }

    private void count(int bytes) throws ZipException {
        left -= bytes;
        if (left == 0 && bytes > 0 && getChecksum().getValue() != entry.getCrc()) {
            throw new ZipException("its checksum is wrong; copy or save the file again");
        }
    }
}
