package org.ncollapse.experiment.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.io.BadInputException;

/**
 * One run, one process. The operating system holds the lock and gives it back when the process ends, however it does: a
 * file that is left behind locks nothing. What stands in it is for people.
 */
public final class RunLock implements AutoCloseable {

    /** What this process holds: were it to open such a file again, closing that would give the lock away. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int TRIES = 10;
    private static final long BETWEEN_TRIES_NANOS = 50_000_000;

    private static final Pattern HOLDER = Pattern.compile("process (\\d+) on (\\S+) since ");

    private final FileChannel channel;
    private final Path file;

    private RunLock(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /**
     * Makes sure that no process has the run; nothing is written.
     *
     * @throws BadInputException where one has
     */
    public static void requireFree(RunFolders folders) throws IOException {
        if (isHeld(folders)) {
            throw taken(folders);
        }
    }

    /** Whether a process has the run; nothing is written, and nothing need be writable. */
    public static boolean isHeld(RunFolders folders) throws IOException {
        Path file = folders.lock().toAbsolutePath().normalize();
        if (HELD.contains(file)) {
            return true;
        }
        if (Files.notExists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        }
    }

    /**
     * Takes the run for this process.
     *
     * @throws BadInputException where another has it
     */
    public static RunLock acquire(RunFolders folders) throws IOException {
        Files.createDirectories(folders.checkpoints());
        RunLock lock = open(folders);
        String holder = "process " + ProcessHandle.current().pid() + " on " + Machine.hostName() + " since "
                + Manifest.now() + "\n";
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
        Path file = folders.lock().toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            throw taken(folders);
        }
        FileChannel channel = null;
        boolean free = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            for (int i = 0; !free && i < TRIES; i++) {
                if (i > 0) {
                    LockSupport.parkNanos(BETWEEN_TRIES_NANOS); // Who only looks holds it for an instant.
                }
                free = channel.tryLock() != null;
            }
        } finally {
            if (!free) {
                HELD.remove(file);
                if (channel != null) {
                    channel.close();
                }
            }
        }
        if (!free) {
            throw taken(folders);
        }
        return new RunLock(channel, file);
    }

    /** The process of this machine that has the run; none where none has, or one of another machine. */
    public static Optional<ProcessHandle> holder(RunFolders folders) throws IOException {
        if (!isHeld(folders)) {
            return Optional.empty();
        }
        Matcher holder = HOLDER.matcher(Files.readString(folders.lock()));
        return holder.lookingAt() && holder.group(2).equals(Machine.hostName())
                ? ProcessHandle.of(Long.parseLong(holder.group(1)))
                : Optional.empty();
    }

    private static BadInputException taken(RunFolders folders) throws IOException {
        Path file = folders.lock().toAbsolutePath().normalize();
        // Who reads a file that it has locked, and closes it, gives the lock away.
        String holder =
                HELD.contains(file) ? "this process" : Files.readString(file).strip();
        return new BadInputException(
                "the run '" + folders.name() + "' is going on in " + holder
                        + "; wait for it, stop it, or give this one another name (--set name=..., of a measurement --name) or place (--home)");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
