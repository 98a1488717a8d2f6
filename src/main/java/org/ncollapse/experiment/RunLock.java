package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ncollapse.spec.BadInputException;

/**
 * One run, one process. The operating system holds the lock and gives it back when the process ends, however it does: a file that is left
 * behind locks nothing. What stands in it is for people.
 */
final class RunLock implements AutoCloseable {

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes sure that no process has the run; nothing is written.
     *
     * @throws BadInputException where one has
     */
    static void refuseIfTaken(RunFolders folders) throws IOException {
        if (Files.exists(folders.lock())) {
            open(folders).close();
        }
    }

    /**
     * Takes the run for this process.
     *
     * @throws BadInputException where another has it
     */
    static RunLock take(RunFolders folders) throws IOException {
        Files.createDirectories(folders.checkpoints());
        RunLock lock = open(folders);
        String holder = "process " + ProcessHandle.current().pid() + " on " + Machine.hostName() + " since " + Manifest.now() + "\n";
        try {
            lock.channel.truncate(0);
            lock.channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    private static RunLock open(RunFolders folders) throws IOException {
        FileChannel channel = FileChannel.open(folders.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean free = false;
        try {
            free = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // This process has it already.
        } finally {
            if (!free) {
                channel.close();
            }
        }
        if (!free) {
            throw new BadInputException("the run '" + folders.name() + "' is going on in " + Files.readString(folders.lock()).strip()
                    + "; wait for it, stop it, or give this one another name (--set name=..., of a measurement --name) or place (--home)");
        }
        return new RunLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
