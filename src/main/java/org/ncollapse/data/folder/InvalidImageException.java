package org.ncollapse.data.folder;

import java.io.IOException;

/** An image file that is not read. The message says why and how to fix it; it starts with a verb and no file name. */
final class InvalidImageException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidImageException(String message) {
        super(message);
    }

    InvalidImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the exception for a file that ends too early. */
    static InvalidImageException truncated(ImageFormat format) {
        return new InvalidImageException("is a truncated " + format + " file; copy it again or remove it");
    }

    /** Returns the exception for a file that violates its format. */
    static InvalidImageException damaged(ImageFormat format, String what) {
        return damaged(format, what, null);
    }

    /** Returns the exception for a file that its decoder rejects. */
    static InvalidImageException damaged(ImageFormat format, String what, Throwable cause) {
        return new InvalidImageException(
                "is a damaged " + format + " file (" + what + "); save or copy it again, or remove it", cause);
    }

    /** Returns the exception for a valid file of a kind that has no exact 8-bit value for each color. */
    static InvalidImageException unsupported(ImageFormat format, String what) {
        return new InvalidImageException(
                "is a " + format + " file with " + what + "; convert it to an 8-bit RGB or gray PNG");
    }
}
