package org.ncollapse.data.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.ncollapse.io.Sha256;

/** The open {@code .part} file of a download. */
final class PartialFile {

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final DownloadRequest download;

    PartialFile(FileChannel channel, DownloadRequest download) {
        this.channel = channel;
        this.download = download;
    }

    String name() {
        return download.name();
    }

    long size() throws IOException {
        return channel.size();
    }

    DownloadRequest download() {
        return download;
    }

    /** The size of the complete file. */
    long expectedSize() {
        return download.bytes();
    }

    /** Keeps only the first bytes. */
    void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    /** Discards all data. The file is not deleted, because other processes wait for its lock. */
    void reset() throws IOException {
        truncate(0);
    }

    void append(List<ByteBuffer> buffers) throws IOException {
        channel.position(channel.size());
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Returns whether size and SHA-256 are the expected ones; reads the whole file. */
    boolean isComplete() throws IOException {
        if (size() != expectedSize()) {
            return false;
        }
        Sha256 digest = new Sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        channel.position(0);
        while (channel.read(buffer.clear()) >= 0) {
            digest.update(buffer.flip());
        }
        return digest.hex().equals(download.sha256());
    }
}
