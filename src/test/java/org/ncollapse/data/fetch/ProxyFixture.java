package org.ncollapse.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy on the loopback address. It answers a request for an absolute URI with the file of the server that the
 * URI names, and CONNECT by passing on bytes. With a user, it asks for the password first.
 */
public final class ProxyFixture implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new ArrayList<>();
    private final String credentials;

    /** @param credentials the only accepted {@code user:password}; null if the proxy asks for none */
    public ProxyFixture(String credentials) throws IOException {
        this.credentials = credentials;
        threads.execute(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    threads.execute(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The first line of each request that was answered with more than a demand for a password. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (String head = head(client.getInputStream()); !head.isEmpty(); head = head(client.getInputStream())) {
                if (!isAuthorized(head)) {
                    answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"");
                    continue;
                }
                String[] words = head.split("[ \r]", 3);
                synchronized (requests) {
                    requests.add(words[0] + " " + words[1]);
                }
                if (words[0].equals("CONNECT")) {
                    connect(client, words[1]);
                    return;
                }
                get(client, URI.create(words[1]));
            }
        } catch (IOException e) {
            // The client has ended the connection.
        }
    }

    private boolean isAuthorized(String head) {
        return credentials == null
                || head.contains("Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n");
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void get(Socket client, URI address) throws IOException {
        try (InputStream in = address.toURL().openStream()) {
            byte[] body = in.readAllBytes();
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        }
    }

    private void connect(Socket client, String authority) throws IOException {
        int colon = authority.lastIndexOf(':');
        Socket server;
        try {
            server = new Socket(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
        } catch (IOException e) {
            answer(client, "502 Bad Gateway");
            return;
        }
        try (server) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            threads.execute(() -> pass(client, server));
            pass(server, client);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has closed the connection.
        }
    }

    /** Reads the lines of a request up to the empty one; empty at the end of the stream. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
