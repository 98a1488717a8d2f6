package org.ncollapse.io.npy;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * An entry of an archive as it is read: once all of it is, its bytes must have the checksum that they were written
 * with, which Java leaves unread.
 */
final class CrcCheckedEntry extends CheckedInputStream {

    private final ZipEntry entry;
    private long left;

    CrcCheckedEntry(InputStream in, ZipEntry entry) {
        super(in, new CRC32());
        this.entry = entry;
        left = entry.getSize();
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        took(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        took(Math.max(0, count));
        return count;
    }

    private void took(int bytes) throws ZipException {
        left -= bytes;
        if (left == 0 && bytes > 0 && getChecksum().getValue() != entry.getCrc()) {
            throw new ZipException(
                    "its bytes are not those that were written, by their checksum; copy or save the file again");
        }
    }
}
