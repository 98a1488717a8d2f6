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
 * Reads the body of a response piece by piece, with a timeout between two pieces.
 *
 * <p>The client's own timeout covers only the headers; its body stream waits forever. A server that stalls within a
 * file would block a run forever. Pieces are requested one at a time.
 */
final class TimeoutBodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

    /** A received piece: buffers, the end (both null), or an error. */
    private record Piece(List<ByteBuffer> buffers, Throwable error) {}

    private final Duration stall;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    // The client may provide the subscription later, in another thread.
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
            throw new HttpTimeoutException("no data for " + stall.toMillis() / 1000.0 + " s");
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
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription.complete(newSubscription);
        newSubscription.request(1);
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

    /** Cancels the subscription. */
    @Override
    public void close() {
        var unused = subscription.thenAccept(Flow.Subscription::cancel);
    }
}
