package org.ncollapse.experiment.results;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.page.RunPage;
import org.ncollapse.report.page.RunPageInput;

/**
 * Serves the page of a run, from its files, to this machine while the run is running: {@code /} is the page and
 * {@code /data} the data in it. Nothing can be changed and no other file can be read through the server. It rejects
 * requests under a host name other than localhost, which protects against DNS rebinding.
 */
public final class RunPageServer implements AutoCloseable {

    private static final Set<String> ALLOWED_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final ThreadMXBean THREAD_TIMES = ManagementFactory.getThreadMXBean();
    /** More than a browser or a careless client occupies: a client that sends half a request occupies a thread. */
    private static final int THREADS = 64;

    private static final int MAX_PORT = 65_535;
    /** The time between two reads, in multiples of the CPU time of a read: reading takes at most 2 % of a CPU. */
    private static final int PAUSE_FACTOR = 50;

    /** The longest time between two reads. */
    private static final long MAX_PAUSE_NANOS = 10_000_000_000L;

    static {
        // In seconds. Without them, a client that stops within a request or an answer occupies a thread forever.
        setDefault("sun.net.httpserver.maxReqTime", "10");
        setDefault("sun.net.httpserver.maxRspTime", "60");
    }

    private final RunFolders folders;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private SimplexTrajectoryReader samples;
    private String fingerprint;
    private String data;
    private long lastReadNanos;
    private long readNanos;

    private RunPageServer(RunFolders folders, HttpServer server) {
        this.folders = folders;
        this.server = server;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Starts a server.
     *
     * @param port the port; 0 for any free port
     * @throws BadInputException if there is no such run, its files cannot be read, or the port is in use
     */
    public static RunPageServer start(RunFolders folders, int port) throws IOException {
        if (port < 0 || port > MAX_PORT) {
            throw new BadInputException(
                    "port " + port + " does not exist; expected 1 to " + MAX_PORT + ", or 0 for any free port");
        }
        Manifest.read(folders.manifest()); // A missing run matters more than a port in use.
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new BadInputException(
                    "port " + port + " is in use on this machine; choose another (--port), or 0 for any free port", e);
        }
        RunPageServer pageServer = new RunPageServer(folders, server);
        try {
            pageServer.read();
        } catch (IOException | BadInputException e) {
            pageServer.close();
            throw e;
        }
        server.createContext("/", pageServer::handle);
        server.setExecutor(pageServer.threads);
        server.start();
        return pageServer;
    }

    /** Returns the address of the page. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !ALLOWED_HOSTS.contains(nameOf(host))) {
                send(
                        exchange,
                        403,
                        "text/plain",
                        "this page is only served to its own machine, as 127.0.0.1 or localhost");
            } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, 405, "text/plain", "only GET and HEAD are allowed");
            } else {
                switch (exchange.getRequestURI().getPath()) {
                    case "/" -> send(exchange, 200, "text/html; charset=utf-8", page());
                    case "/data" -> sendData(exchange);
                    default -> send(exchange, 404, "text/plain", "not found; the page is / and its data /data");
                }
            }
        }
    }

    /** Returns the host's name without port and in the one of its spellings that is in the list. */
    private static String nameOf(String host) {
        return host.replaceFirst(":\\d+$", "").replaceFirst("(?<=[^.])\\.$", "").toLowerCase(Locale.ROOT);
    }

    private void sendData(HttpExchange exchange) throws IOException {
        String tag;
        String text;
        synchronized (this) {
            refresh();
            tag = '"' + Integer.toHexString(fingerprint.hashCode()) + "-" + data.length() + '"';
            text = data;
        }
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            send(exchange, 200, "application/json", text);
        }
    }

    private static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized String page() {
        refresh();
        return RunPage.livePage(folders.name(), data);
    }

    /** Reads the files that have changed. If a run is being deleted or a file is incomplete, the last data are kept. */
    private void refresh() {
        if (System.nanoTime() - lastReadNanos < Math.min(MAX_PAUSE_NANOS, PAUSE_FACTOR * readNanos)) {
            return;
        }
        try {
            read();
        } catch (IOException | UncheckedIOException | BadInputException e) {
            // The next refresh may succeed.
        }
    }

    private synchronized void read() throws IOException {
        long startNanos = THREAD_TIMES.getCurrentThreadCpuTime();
        try {
            readChanged();
        } finally {
            lastReadNanos = System.nanoTime();
            readNanos = THREAD_TIMES.getCurrentThreadCpuTime() - startNanos;
        }
    }

    private void readChanged() throws IOException {
        String current = fingerprint();
        if (!current.equals(fingerprint)) {
            Manifest manifest = Manifest.read(folders.manifest());
            if (samples == null) {
                samples = new SimplexTrajectoryReader(folders.export(), RunReport.classes(folders, manifest));
            }
            SimplexTrajectory simplex = samples.read(problem -> {});
            RunPageInput run = RunReport.run(folders, manifest, simplex);
            data = RunPage.json(run);
            fingerprint = current;
        }
    }

    /**
     * Returns a text that changes with the files: their sizes and times, and whether a process works on the run,
     * because no file changes when the process is killed.
     */
    private String fingerprint() throws IOException {
        StringBuilder text = new StringBuilder().append(RunLock.isHeld(folders)).append('\n');
        for (String name : List.of(
                "manifest.json", "metrics.csv", "epochs.csv", "gram.csv", "logits.csv", "ufm.csv", "verdict.txt")) {
            File file = folders.export().resolve(name).toFile();
            text.append(name)
                    .append(' ')
                    .append(file.length())
                    .append(' ')
                    .append(file.lastModified())
                    .append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
