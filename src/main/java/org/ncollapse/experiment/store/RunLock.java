package org.ncollapse.experiment.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
 * The lock of a run: only one process may work on a run. The operating system releases the lock when the process ends
 * for any reason: a lock file that no process holds has no effect. Its text is informative and is not exported.
 */
public final class RunLock implements AutoCloseable {

    /** The locks of this process. It must not open their files again: closing them would release the locks. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int ATTEMPTS = 10;
    private static final long RETRY_NANOS = 50_000_000;

    private static final Pattern HOLDER = Pattern.compile("process (\\d+) on (\\S+) since ");

    private final FileChannel channel;
    private final Path file;

    private RunLock(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /**
     * Checks that no process works on the run. Nothing is written.
     *
     * @throws BadInputException if a process works on it
     */
    public static void requireFree(RunFolders folders) throws IOException {
        if (isHeld(folders)) {
            throw heldException(folders);
        }
    }

    /** Returns whether a process works on the run. Nothing is written, and the folder may be read-only. */
    public static boolean isHeld(RunFolders folders) throws IOException {
        Path file = folders.lock().toAbsolutePath().normalize();
        if (HELD.contains(file)) {
            return true;
        }
        if (Files.notExists(file)) {
            return false;
        }
        requireRegular(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        }
    }

    /** Opening a pipe would wait for another process; a link to nothing or to itself cannot be opened. */
    private static void requireRegular(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
            throw new BadInputException(file + " is not a regular file; delete it");
        }
    }

    /**
     * Locks the run for this process.
     *
     * @throws BadInputException if another process works on it
     */
    public static RunLock acquire(RunFolders folders) throws IOException {
        Files.createDirectories(folders.checkpoints());
        requireRegular(folders.lock());
        RunLock lock = open(folders);
        String holder = "process " + ProcessHandle.current().pid() + " on " + Machine.hostName() + " since "
                + Timestamp.now() + "\n";
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
            throw heldException(folders);
        }
        FileChannel channel = null;
        boolean free = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            for (int i = 0; !free && i < ATTEMPTS; i++) {
                if (i > 0) {
                    LockSupport.parkNanos(RETRY_NANOS); // A process that only checks the lock holds it briefly.
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
            throw heldException(folders);
        }
        return new RunLock(channel, file);
    }

    /** Returns the process on this machine that works on the run; empty if there is none, or on another machine. */
    public static Optional<ProcessHandle> holder(RunFolders folders) throws IOException {
        if (!isHeld(folders)) {
            return Optional.empty();
        }
        Matcher holder = HOLDER.matcher(Files.readString(folders.lock()));
        return holder.lookingAt() && holder.group(2).equals(Machine.hostName())
                ? ProcessHandle.of(Long.parseLong(holder.group(1)))
                : Optional.empty();
    }

    private static BadInputException heldException(RunFolders folders) throws IOException {
        Path file = folders.lock().toAbsolutePath().normalize();
        // This process must not read its own lock file: closing it would release the lock.
        String holder =
                HELD.contains(file) ? "this process" : Files.readString(file).strip();
        return new BadInputException("the run '" + folders.name() + "' is already running in " + holder
                + "; wait for it or stop it, or choose another name (--set name=..., for measure --name) "
                + "or folder (--home)");
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
