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
 * Serves the page of a run to this machine alone while the run goes on, from its files: {@code /} is the page,
 * {@code /data} what it shows. Nothing can be changed by it, no other file can be read through it, and names that other
 * sites give to this machine are refused.
 */
public final class RunPageServer implements AutoCloseable {

    private static final Set<String> OUR_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final ThreadMXBean THREADS_TIMES = ManagementFactory.getThreadMXBean();
    private static final int THREADS = 4;
    private static final int LAST_PORT = 65_535;
    /**
     * Reading the files takes no more than this share of a processor, however often is asked; but so many seconds later
     * they are read again.
     */
    private static final int SHARE = 50;

    private static final long MOST_STALE = 10_000_000_000L;

    private final RunFolders folders;
    private final HttpServer server;
    /** One that asks by halves must not keep the others waiting. */
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private SimplexTrajectoryReader samples;
    private String state;
    private String data;
    private long readAt;
    private long readTook;

    private RunPageServer(RunFolders folders, HttpServer server) {
        this.folders = folders;
        this.server = server;
    }

    /**
     * Begins to serve.
     *
     * @param port 0 for any that is free
     * @throws BadInputException where there is no such run, its files are damaged, or the port is taken
     */
    public static RunPageServer start(RunFolders folders, int port) throws IOException {
        if (port < 0 || port > LAST_PORT) {
            throw new BadInputException(
                    "port " + port + " does not exist; they go from 1 to " + LAST_PORT + ", and 0 is any that is free");
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new BadInputException(
                    "port " + port + " is taken on this machine; name another (--port), or 0 for any that is free", e);
        }
        RunPageServer watch = new RunPageServer(folders, server);
        try {
            watch.read();
        } catch (IOException | BadInputException e) {
            watch.close();
            throw e;
        }
        server.createContext("/", watch::answer);
        server.setExecutor(watch.threads);
        server.start();
        return watch;
    }

    /** Where the page is. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !OUR_NAMES.contains(host.replaceFirst(":\\d+$", ""))) {
                send(
                        exchange,
                        403,
                        "text/plain",
                        "this page is for the machine that it runs on, as 127.0.0.1 or localhost");
            } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, 405, "text/plain", "nothing can be changed here");
            } else {
                switch (exchange.getRequestURI().getPath()) {
                    case "/" -> send(exchange, 200, "text/html; charset=utf-8", page());
                    case "/data" -> sendData(exchange);
                    default -> send(exchange, 404, "text/plain", "there is the page, /, and its data, /data");
                }
            }
        }
    }

    private void sendData(HttpExchange exchange) throws IOException {
        String tag;
        String text;
        synchronized (this) {
            refresh();
            tag = '"' + Integer.toHexString(state.hashCode()) + "-" + data.length() + '"';
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

    /** Reads again what has changed; a run that is being removed, or half of a file, leaves what was known. */
    private void refresh() {
        if (System.nanoTime() - readAt < Math.min(MOST_STALE, SHARE * readTook)) {
            return;
        }
        try {
            read();
        } catch (IOException | UncheckedIOException | BadInputException e) {
            // It is there again, or whole, another time.
        }
    }

    private synchronized void read() throws IOException {
        long begun = THREADS_TIMES.getCurrentThreadCpuTime();
        try {
            readChanged();
        } finally {
            readAt = System.nanoTime();
            readTook = THREADS_TIMES.getCurrentThreadCpuTime() - begun;
        }
    }

    private void readChanged() throws IOException {
        String now = state();
        if (!now.equals(state)) {
            Manifest manifest = Manifest.read(folders.manifest());
            if (samples == null) {
                samples = new SimplexTrajectoryReader(folders.export(), RunReport.classes(folders, manifest));
            }
            SimplexTrajectory simplex = RunReport.simplex(samples);
            RunPageInput run = RunReport.run(folders, manifest, simplex);
            data = RunPage.json(List.of(run));
            state = now;
        }
    }

    /**
     * Sizes and times of the files that are shown, and whether a process has the run: no file changes when one is
     * killed.
     */
    private String state() throws IOException {
        StringBuilder found =
                new StringBuilder().append(RunLock.isHeld(folders)).append('\n');
        for (String name : List.of(
                "manifest.json", "metrics.csv", "epochs.csv", "gram.csv", "logits.csv", "ufm.csv", "verdict.txt")) {
            File file = folders.export().resolve(name).toFile();
            found.append(name)
                    .append(' ')
                    .append(file.length())
                    .append(' ')
                    .append(file.lastModified())
                    .append('\n');
        }
        return found.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
