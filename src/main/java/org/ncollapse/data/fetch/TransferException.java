package org.ncollapse.data.fetch;

import java.io.IOException;
import java.net.ConnectException;

/** A network failure, not a disk failure: another attempt may resume the download. */
final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }

    TransferException(IOException cause) {
        super(describe(cause), cause);
    }

    /** Returns the client's message; an unresolved address has none. */
    private static String describe(IOException cause) {
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        return cause instanceof ConnectException
                ? "no connection"
                : cause.getClass().getSimpleName();
    }
}
