package org.ncollapse.data.fetch;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, piece by piece, with a time-out between two pieces.
 *
 * <p>The client's own time-out ends with the headers, and its body stream waits for ever; a server that stalls in the
 * middle of a file would hold a run for ever. One piece is asked for at a time.
 */
final class TimeoutBodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

    /** What arrived: buffers, or the end (both null), or an error. */
    private record Piece(List<ByteBuffer> buffers, Throwable error) {}

    private final Duration stall;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    // The client may hand the subscription over a little later, from a thread of its own.
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    TimeoutBodyReader(Flow.Publisher<List<ByteBuffer>> publisher, Duration stall) {
        this.stall = stall;
        publisher.subscribe(this);
    }

    /**
     * Waits for the next piece.
     *
     * @return its buffers, or null at the end of the body
     * @throws HttpTimeoutException if none arrives in time
     * @throws IOException if the connection breaks
     */
    List<ByteBuffer> next() throws IOException, InterruptedException {
        Piece piece = pieces.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
        if (piece == null) {
            throw new HttpTimeoutException("nothing arrived for " + stall.toMillis() / 1000.0 + " s");
        }
        if (piece.error != null) {
            throw new IOException("the connection broke: " + piece.error.getMessage(), piece.error);
        }
        if (piece.buffers != null) {
            subscription.join().request(1);
        }
        return piece.buffers;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, null));
    }

    @Override
    public void onError(Throwable error) {
        pieces.add(new Piece(null, error));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(null, null));
    }

    /** Tells the server's side that no more is wanted. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
