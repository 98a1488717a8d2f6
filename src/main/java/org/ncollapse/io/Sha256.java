package org.ncollapse.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, as 64 lower-case hexadecimal digits: of a file, of a text, or of bytes that are added in chunks.
 *
 * <p>An object computes one digest. {@link #hex} and {@link #digest} finish it: no more bytes can be added.
 */
public final class Sha256 {

    /** The length of a digest in bytes. */
    public static final int BYTES = 32;

    private static final int BLOCK_BYTES = 1 << 16;

    private final MessageDigest digest;

    /** Starts a digest. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }

    /** Returns the SHA-256 of a file. */
    public static String of(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        try (InputStream in = sha256.digesting(Files.newInputStream(file))) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return sha256.hex();
    }

    /** Returns the SHA-256 of a text in UTF-8. */
    public static String of(String text) {
        return new Sha256().update(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Adds bytes. */
    public Sha256 update(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds the remaining bytes of a buffer. */
    public Sha256 update(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /**
     * Adds the first bytes of a file, in blocks.
     *
     * @throws EOFException if the file has fewer bytes
     */
    public Sha256 updateFrom(Path file, long bytes) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long left = bytes;
        try (InputStream in = Files.newInputStream(file)) {
            while (left > 0) {
                int count = in.read(block, 0, (int) Math.min(block.length, left));
                if (count < 0) {
                    throw new EOFException(file + " has fewer than " + bytes + " bytes");
                }
                digest.update(block, 0, count);
                left -= count;
            }
        }
        return this;
    }

    /** Adds one byte. */
    public Sha256 update(byte value) {
        digest.update(value);
        return this;
    }

    /** Returns a stream that adds what is read from it. */
    public InputStream digesting(InputStream in) {
        return new DigestInputStream(in, digest);
    }

    /** Returns a stream that adds what is written to it. */
    public OutputStream digesting(OutputStream out) {
        return new DigestOutputStream(out, digest);
    }

    /** Returns the digest of the bytes so far; more bytes can be added. */
    public String hexSoFar() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java platform cannot copy a SHA-256", e);
        }
    }

    /** Returns the digest as hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest());
    }

    /** Returns the digest as {@value #BYTES} bytes. */
    public byte[] digest() {
        return digest.digest();
    }
}
