package org.ncollapse.data.fetch;

import java.io.IOException;
import java.net.ConnectException;

/** The network failed, as distinct from the disk: another attempt may go on from what has arrived. */
final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }

    TransferException(IOException cause) {
        super(describe(cause), cause);
    }

    /** The client's own words; it has none for an address that does not resolve. */
    private static String describe(IOException cause) {
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        return cause instanceof ConnectException
                ? "no connection"
                : cause.getClass().getSimpleName();
    }
}
