package org.ncollapse.report.table;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.Sha256;

/** Writes a CSV file row by row. Numbers read back to the same bits; NaN is an empty cell. */
public final class CsvWriter implements Closeable {

    private final FileChannel channel;
    private final Sha256 sha256 = new Sha256();
    private final CSVPrinter printer;

    /** Creates the file with its header. */
    public CsvWriter(Path file, List<String> header) {
        this(file, header, 0);
    }

    /**
     * Appends after the first bytes of a file and truncates the rest.
     *
     * @param length 0 to create the file with its header
     */
    CsvWriter(Path file, List<String> header, long length) {
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .truncate(length)
                    .position(length);
            if (length > 0) {
                sha256.updateFrom(file, length);
            }
            OutputStream out = sha256.digesting(Channels.newOutputStream(channel));
            printer = new CSVPrinter(
                    new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                    CSVFormat.DEFAULT
                            .builder()
                            .setRecordSeparator('\n')
                            .setHeader(header.toArray(String[]::new))
                            .setSkipHeaderRecord(length > 0)
                            .get());
            printer.flush(); // A reader of a table without rows finds its columns.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Appends a row. */
    public void writeRow(Object... cells) {
        try {
            for (Object cell : cells) {
                printer.print(cell instanceof Double number && number.isNaN() ? null : cell);
            }
            printer.println();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes all rows to the operating system, so that readers see them and a killed process does not lose them. */
    void flush() {
        try {
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all rows are on the disk; returns the file's length and its digest. */
    FilePrefix sync() {
        try {
            printer.flush();
            channel.force(false);
            return new FilePrefix(channel.position(), sha256.hexSoFar());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
