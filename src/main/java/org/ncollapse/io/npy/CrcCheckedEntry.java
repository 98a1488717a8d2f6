package org.ncollapse.io.npy;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** Reads an entry of a zip archive and checks its CRC-32 at the end, which {@code ZipFile} does not do. */
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
