package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.report.page.HeadlessChromium;
import org.ncollapse.training.StopSignal;

/** The page server of a run in progress. */
class RunPageServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    private RunFolders folders;

    @BeforeEach
    void run() throws IOException {
        folders = new RunFolders(home, "tiny");
        TinyRun.run(
                home,
                "training.epochs=4",
                "training.epochsPastZeroError=null",
                "capture.epochs.first=100",
                "capture.saveFeatures=[]");
    }

    private static HttpResponse<String> ask(RunPageServer watch, String path, String method, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(watch.uri().resolve(path)).method(method, BodyPublishers.noBody());
        return CLIENT.send((headers.length > 0 ? request.headers(headers) : request).build(), BodyHandlers.ofString());
    }

    private static JsonNode data(HttpResponse<String> answer) throws IOException {
        return new JsonMapper().readTree(answer.body()).at("/runs/0");
    }

    /** Requests the data until the server has read the files again. */
    private static JsonNode awaitEpoch(RunPageServer watch, int epoch) throws IOException, InterruptedException {
        JsonNode run = data(ask(watch, "data", "GET"));
        for (int i = 0; i < 600 && run.get("lastEpoch").asInt() != epoch; i++) {
            Thread.sleep(100);
            run = data(ask(watch, "data", "GET"));
        }
        return run;
    }

    @Test
    void servesPageAndDataOnly() throws IOException, InterruptedException {
        Map<String, String> before = RunOutputs.contents(home);
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            assertThat(ask(watch, "", "GET").body())
                    .startsWith("<!DOCTYPE html>")
                    .contains("data-live", "connect-src 'self'");
            HttpResponse<String> first = ask(watch, "data", "GET");
            assertThat(data(first).get("lastEpoch").asInt()).isEqualTo(4);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(ask(watch, "data", "GET", "If-None-Match", tag).statusCode())
                    .isEqualTo(304);
            assertThat(ask(watch, "", "POST").statusCode()).isEqualTo(405);
            assertThat(ask(watch, "data", "DELETE").statusCode()).isEqualTo(405);
            for (String path : new String[] {
                "manifest.json", "../manifest.json", "data/..%2f..%2fmanifest.json", "notebooks-export/tiny/metrics.csv"
            }) {
                assertThat(ask(watch, path, "GET").statusCode()).as(path).isEqualTo(404);
            }
        }
        assertThat(RunOutputs.contents(home)).isEqualTo(before);
    }

    /** DNS rebinding: another site's host name may resolve to this machine. */
    @Test
    void rejectsOtherHostNames() throws IOException {
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            for (String host : new String[] {
                "evil.example", "localhost.evil.example:" + watch.uri().getPort(), "127.0.0.1.evil.example"
            }) {
                assertThat(statusFor(watch, host)).as(host).contains(" 403 ");
            }
            for (String host : new String[] {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]"}) {
                assertThat(statusFor(watch, host + ":" + watch.uri().getPort()))
                        .as(host)
                        .contains(" 200 ");
            }
        }
    }

    private static String statusFor(RunPageServer watch, String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), watch.uri().getPort())) {
            socket.getOutputStream()
                    .write(("HEAD / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void listensOnLoopbackOnly() throws IOException {
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            for (NetworkInterface networkInterface :
                    NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : networkInterface
                        .inetAddresses()
                        .filter(address -> !address.isLoopbackAddress())
                        .toList()) {
                    assertThatExceptionOfType(ConnectException.class)
                            .as(address.toString())
                            .isThrownBy(() -> new Socket(address, watch.uri().getPort()).close());
                }
            }
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> RunPageServer.start(folders, watch.uri().getPort()))
                    .withMessageContaining("--port");
        }
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunPageServer.start(folders, 70_000))
                .withMessageContaining("65535");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunPageServer.start(new RunFolders(home, "absent"), 0))
                .withMessageContaining("does not exist");
    }

    @Test
    void incompleteRequestsDoNotBlockOthers() throws IOException, InterruptedException {
        List<Socket> halves = new ArrayList<>();
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            for (int i = 0; i < 20; i++) {
                Socket half =
                        new Socket(InetAddress.getLoopbackAddress(), watch.uri().getPort());
                halves.add(half);
                half.getOutputStream().write("GET /data HT".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(ask(watch, "data", "GET").statusCode()).isEqualTo(200);
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    /** Serves a run that has a manifest but no measurements yet. */
    @Test
    void showsRunWithoutMetrics() throws IOException, InterruptedException {
        for (String table : new String[] {"metrics", "epochs", "gram", "logits", "spectra"}) {
            Files.delete(folders.export().resolve(table + ".csv"));
        }
        Files.writeString(folders.export().resolve("metrics.csv"), "");
        Files.writeString(
                folders.manifest(),
                Files.readString(folders.manifest()).replace("\"status\" : \"finished\"", "\"status\" : \"running\""));
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            JsonNode run = data(ask(watch, "data", "GET"));
            assertThat(run.get("status").asText()).isEqualTo("crashed");
            assertThat(run.at("/summary/0").asText()).isEqualTo("Nothing has been measured yet.");
        }
        assertThat(RunSummary.read(folders).latest().epoch()).isEmpty();
    }

    @Test
    void followsCrashedAndResumedRun() throws IOException, InterruptedException {
        try (RunPageServer watch = RunPageServer.start(folders, 0)) {
            assertThat(awaitEpoch(watch, 4).get("status").asText()).isEqualTo("finished");
            RunListener dying = new TinyRun.Quiet() {
                @Override
                public void stepEnded(int epoch, int step, int steps) {
                    if (epoch == 7) {
                        throw new IllegalStateException("as good as dead");
                    }
                }
            };
            try {
                TinyRun.resume(home, dying, new StopSignal(), "training.epochs=9");
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("as good as dead");
            }
            for (String table : new String[] {"metrics", "epochs", "gram", "logits"}) {
                Files.writeString(folders.export().resolve(table + ".csv"), "7,penulti", StandardOpenOption.APPEND);
            }
            JsonNode dead = awaitEpoch(watch, 6);
            assertThat(dead.get("status").asText()).isEqualTo("failed");
            assertThat(dead.at("/curves/0/epochs").toString()).isEqualTo("[0,1,2,3,4,5,6]");
            TinyRun.resume(home);
            JsonNode whole = awaitEpoch(watch, 9);
            assertThat(whole.at("/curves/0/epochs").toString()).isEqualTo("[0,1,2,3,4,5,6,7,8,9]");
            Folders.deleteRecursively(home.resolve("notebooks-export"));
            assertThat(data(ask(watch, "data", "GET")).get("lastEpoch").asInt())
                    .as("what was known stays")
                    .isEqualTo(9);
        }
    }

    @Test
    void browserShowsGrowingRun(@TempDir Path profile) throws Exception {
        assumeTrue(HeadlessChromium.installed().isPresent(), "no Chromium here");
        try (RunPageServer watch = RunPageServer.start(folders, 0);
                HeadlessChromium browser = HeadlessChromium.start(profile)) {
            browser.setViewport(1400, 900, false);
            browser.open(watch.uri());
            assertThat(browser.evaluate("byId('epoch-value').textContent").asText())
                    .isEqualTo("4");
            TinyRun.resume(home, "training.epochs=6");
            String seen = "";
            for (int i = 0; i < 300 && !seen.equals("6"); i++) {
                Thread.sleep(100);
                seen = browser.evaluate("byId('epoch-value').textContent").asText();
            }
            assertThat(seen).as("the slider stays at the end").isEqualTo("6");
            assertThat(browser.requests())
                    .allMatch(address -> URI.create(address)
                            .getAuthority()
                            .equals(watch.uri().getAuthority()));
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
