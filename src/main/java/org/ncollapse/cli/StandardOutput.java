package org.ncollapse.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output that remembers why it could not be written. {@link PrintStream} and {@link java.io.PrintWriter}
 * discard the exception: without it, a command whose output is lost would end with exit code 0.
 */
final class StandardOutput extends FilterOutputStream {

    private IOException failure;

    private StandardOutput(OutputStream out) {
        super(out);
    }

    /** Makes this the JVM's standard output. */
    static StandardOutput install() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        return output;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** The cause of the first failed write. */
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure).map(IOException::getMessage);
    }
}
