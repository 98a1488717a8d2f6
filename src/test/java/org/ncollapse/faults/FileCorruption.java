package org.ncollapse.faults;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.ncollapse.io.BadInputException;

/** Seeded corruptions of files. Reading a corrupted file must succeed or fail with a message of one line. */
public final class FileCorruption {

    private static final byte[] TELLING = {0, 1, -1, 127, -128, '\n', '"', '(', ')', ',', '9'};

    private FileCorruption() {}

    /**
     * Returns bytes with one to four corruptions: truncation, deletion, duplication, a flipped bit, an overwritten byte
     * or inserted noise.
     */
    public static byte[] corrupt(byte[] bytes, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        for (int wounds = random.nextInt(1, 5); wounds > 0 && damaged.length > 0; wounds--) {
            int from = random.nextInt(damaged.length);
            int to = Math.min(damaged.length, from + random.nextInt(1, 17));
            switch (random.nextInt(6)) {
                case 0 -> damaged = Arrays.copyOf(damaged, from);
                case 1 -> damaged = spliced(damaged, from, new byte[0], to);
                case 2 -> damaged = spliced(damaged, to, Arrays.copyOfRange(damaged, from, to), to);
                case 3 -> damaged[from] ^= (byte) (1 << random.nextInt(8));
                case 4 -> damaged[from] = TELLING[random.nextInt(TELLING.length)];
                default -> {
                    byte[] noise = new byte[random.nextInt(1, 9)];
                    random.nextBytes(noise);
                    damaged = spliced(damaged, from, noise, from);
                }
            }
        }
        return damaged;
    }

    private static byte[] spliced(byte[] bytes, int before, byte[] between, int after) {
        byte[] result = Arrays.copyOf(bytes, before + between.length + bytes.length - after);
        System.arraycopy(between, 0, result, before, between.length);
        System.arraycopy(bytes, after, result, before + between.length, bytes.length - after);
        return result;
    }

    /** Returns whether reading succeeded; a failure without a message of one line is an error. */
    public static boolean isReadOrRejected(Callable<?> reading, byte[] damaged) {
        try {
            reading.call();
            return true;
        } catch (BadInputException e) {
            if (e.getMessage().isBlank() || e.getMessage().matches("(?s).*[\\p{Cntrl}\u0085\u2028\u2029].*")) {
                throw new AssertionError("no line of text: " + e.getMessage(), e);
            }
            return false;
        } catch (Throwable e) {
            throw new AssertionError(
                    "no one-line message but " + e + " for "
                            + Arrays.toString(Arrays.copyOf(damaged, Math.min(damaged.length, 400))),
                    e);
        }
    }
}
