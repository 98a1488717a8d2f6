package org.ncollapse.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on the loopback address that serves one file, correctly or with faults. */
public final class FileServer implements AutoCloseable {

    /** Answers one request. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> ranges = new ArrayList<>();

    public FileServer(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            synchronized (ranges) {
                ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            }
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    /** Sends the whole content, regardless of the range. */
    public static Answer whole(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    /** Sends the requested range. */
    public static Answer ranged(byte[] content) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range == null) {
                whole(content).to(exchange);
                return;
            }
            String[] bounds = range.replace("bytes=", "").split("-");
            int start = Integer.parseInt(bounds[0]);
            int end = bounds.length == 1 ? content.length - 1 : Integer.parseInt(bounds[1]);
            exchange.getResponseHeaders().add("Content-Range", "bytes " + start + "-" + end + "/" + content.length);
            exchange.sendResponseHeaders(206, end + 1 - start);
            exchange.getResponseBody().write(content, start, end + 1 - start);
        };
    }

    /** Announces the whole content, sends only the first bytes, then closes the connection. */
    public static Answer cut(byte[] content, int sent) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, sent);
            exchange.getResponseBody().flush();
        };
    }

    public static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    public URI folder() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    public URI file() {
        return folder().resolve("data.bin");
    }

    /** The Range header of each request so far, "null" for none. */
    public List<String> ranges() {
        synchronized (ranges) {
            return List.copyOf(ranges);
        }
    }

    /** Pseudorandom bytes, in which no error goes unnoticed. */
    public static byte[] content(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        return content;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
