package org.ncollapse.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Fsync;

/**
 * Downloads files over HTTPS. Tries several mirrors in turn, resumes interrupted downloads, and checks the files.
 *
 * <p>Data is written to a {@code .part} file, which is renamed when its size and SHA-256 are correct. If another
 * process downloads the same file, this one waits for it. Plain HTTP is accepted from this machine only. Proxies of the
 * environment are used: {@link EnvironmentProxies}.
 */
public final class Downloader {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_ATTEMPTS = 20;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

    /** A mirror cannot provide a file. */
    private static final class MirrorException extends Exception {
        private static final long serialVersionUID = 1L;

        MirrorException(String message) {
            super(message);
        }
    }

    private final EnvironmentProxies proxies;
    private final HttpClient client;
    private final Duration stall;

    /**
     * Creates a downloader with timeouts for slow mirrors, 15 s to connect and 60 s without a byte, and with the
     * proxies that the environment names: {@code https_proxy}, {@code http_proxy}, {@code no_proxy}.
     */
    public Downloader() {
        this(CONNECT_TIMEOUT, STALL_TIMEOUT, System.getenv());
    }

    /**
     * Creates a downloader.
     *
     * @param connect the timeout of a connection
     * @param stall the timeout between two pieces of data
     * @param environment the environment variables, of which some name proxies
     */
    public Downloader(Duration connect, Duration stall, Map<String, String> environment) {
        this.proxies = new EnvironmentProxies(environment);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(connect)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(proxies);
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
        this.stall = stall;
    }

    /**
     * Downloads a file; returns at once if it exists.
     *
     * @throws BadInputException if no mirror provides it, with the failure of each; or if it cannot be written
     */
    public void fetch(DownloadRequest download, DownloadProgress progress) {
        try {
            Files.createDirectories(download.target().toAbsolutePath().getParent());
            try (FileChannel part = FileChannel.open(
                    download.partFile(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                // The lock is held until the channel closes. Another process that downloads the same file waits here.
                part.lock();
                if (Files.exists(download.target())) {
                    Files.deleteIfExists(download.partFile());
                    return;
                }
                fetchFromMirrors(download, new PartialFile(part, download), progress);
                // Not AtomicFile.replace: it opens the file again, and closing that would release the lock.
                part.force(true);
                AtomicFile.replaceUnsynced(download.partFile(), download.target());
                Fsync.sync(download.target().toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw new BadInputException(
                    download.target() + " cannot be written (" + e + "); free disk space, or choose another"
                            + " folder",
                    e);
        }
    }

    private void fetchFromMirrors(DownloadRequest download, PartialFile part, DownloadProgress progress)
            throws IOException {
        List<String> failures = new ArrayList<>();
        for (URI address : download.mirrors()) {
            String route = proxies.proxyFor(address)
                    .map(proxy -> " through the " + proxy)
                    .orElse("");
            try {
                fetchFrom(address, part, progress);
                return;
            } catch (MirrorException e) {
                failures.add(address + route + ": " + e.getMessage());
            }
        }
        throw new BadInputException(download.name() + " could not be downloaded: " + String.join("; ", failures));
    }

    /** Repeats interrupted downloads from a mirror as long as each attempt receives data. */
    private void fetchFrom(URI address, PartialFile part, DownloadProgress progress)
            throws IOException, MirrorException {
        String failure = "it was interrupted " + MAX_ATTEMPTS + " times";
        // Data of an earlier attempt may cause a failure. Then the mirror gets one attempt from the start.
        boolean fromStart = part.size() == 0;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            long before = part.size();
            try {
                if (before < part.expectedSize()) {
                    transfer(address, part, progress);
                }
            } catch (TransferException e) {
                failure = e.getMessage();
            }
            if (part.isComplete()) {
                progress.onProgress(part.name(), part.expectedSize(), part.expectedSize());
                return;
            }
            if (part.size() >= part.expectedSize()) {
                failure = "its SHA-256 differs from the original's";
                part.reset();
            }
            if (part.size() <= before) {
                if (fromStart || part.size() > 0) {
                    break;
                }
                fromStart = true;
            }
        }
        throw new MirrorException(failure);
    }

    /** Requests the rest of the file and appends it to the part file. */
    private void transfer(URI address, PartialFile part, DownloadProgress progress)
            throws IOException, MirrorException, TransferException {
        long start = part.size();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = request(address, part.download(), start);
        try (TimeoutBodyReader body = new TimeoutBodyReader(response.body(), stall)) {
            requireSafe(response.uri());
            start = startOf(response, start, part);
            part.truncate(start);
            progress.onProgress(part.name(), start, part.expectedSize());
            List<ByteBuffer> piece = nextPiece(body);
            while (piece != null) {
                part.append(piece);
                if (part.size() > part.expectedSize()) {
                    part.reset();
                    throw new MirrorException("it sent more than " + part.expectedSize() + " bytes");
                }
                progress.onProgress(part.name(), part.size(), part.expectedSize());
                piece = nextPiece(body);
            }
        }
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> request(URI address, DownloadRequest download, long start)
            throws MirrorException, TransferException {
        requireSafe(address);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(stall);
        if (download.isSection()) {
            request.header(
                    "Range", "bytes=" + (download.offset() + start) + "-" + (download.offset() + download.bytes() - 1));
        } else if (start > 0) {
            request.header("Range", "bytes=" + start + "-");
        }
        try {
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
            if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) { // It may have no body.
                throw new MirrorException("the proxy asks for user and password: http://user:password@host:port");
            }
            return response;
        } catch (IOException e) {
            throw new TransferException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Returns the offset of the response in the file, which may be 0 even if a later byte was requested. */
    private static long startOf(HttpResponse<?> response, long requested, PartialFile part)
            throws IOException, MirrorException, TransferException {
        int status = response.statusCode();
        DownloadRequest download = part.download();
        if (status == PARTIAL) {
            String contentRange = response.headers().firstValue("Content-Range").orElse("");
            Matcher range = CONTENT_RANGE.matcher(contentRange);
            if (range.matches()
                    && range.group(1).equals(Long.toString(download.offset() + requested))
                    && range.group(2).equals(Long.toString(download.sourceBytes()))) {
                return requested;
            }
            throw new MirrorException("requested bytes " + (download.offset() + requested) + "- of "
                    + download.sourceBytes() + ", it sent '" + contentRange + "'");
        }
        if (status == OK && download.isSection()) {
            throw new MirrorException("it does not send sections of a file");
        }
        if (status == RANGE_NOT_SATISFIABLE) {
            part.reset();
            throw new TransferException("HTTP status " + status);
        }
        if (status != OK) {
            throw new MirrorException("HTTP status " + status);
        }
        long length = response.headers().firstValueAsLong("Content-Length").orElse(part.expectedSize());
        if (length != part.expectedSize()) {
            throw new MirrorException("its file has " + length + " bytes, the original " + part.expectedSize());
        }
        return 0;
    }

    private static List<ByteBuffer> nextPiece(TimeoutBodyReader body) throws TransferException {
        try {
            return body.next();
        } catch (IOException e) {
            throw new TransferException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void requireSafe(URI address) throws MirrorException {
        String host = String.valueOf(address.getHost());
        boolean local = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        if (!"https".equals(address.getScheme()) && !local) {
            throw new MirrorException("only https is allowed");
        }
    }

    private static BadInputException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new BadInputException("the download was interrupted; the next attempt resumes it", cause);
    }
}
