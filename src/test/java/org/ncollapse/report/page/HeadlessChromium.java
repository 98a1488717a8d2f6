package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, controlled by the DevTools protocol. Records requests and console errors. */
public final class HeadlessChromium implements AutoCloseable, WebSocket.Listener {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long TIMEOUT_SECONDS = 180;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> consoleErrors = new CopyOnWriteArrayList<>();
    private int sent;

    private HeadlessChromium(Process process, URI page) throws Exception {
        this.process = process;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, this)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
            command(domain + ".enable", Map.of());
        }
    }

    /** Returns the path of Chromium; empty if it is not installed. */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a browser that keeps its files in the folder. */
    public static HeadlessChromium start(Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        installed().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.startsWith("DevTools listening on ")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the browser ended before it accepted connections");
        }
        new Thread(() -> drain(output), "browser output").start();
        String origin = line.replaceFirst(".*ws://([^/]*)/.*", "http://$1");
        JsonNode pages =
                MAPPER.readTree(URI.create(origin + "/json/list").toURL().openStream());
        for (JsonNode page : pages) {
            if (page.get("type").asText().equals("page")) {
                return new HeadlessChromium(
                        process, URI.create(page.get("webSocketDebuggerUrl").asText()));
            }
        }
        throw new IOException("the browser has no page");
    }

    /** Reads the browser's output, which must not fill its pipe. */
    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The browser has exited.
        }
    }

    /** Opens an address and waits until it is loaded. Clears the recorded requests and errors. */
    public void open(URI address) throws Exception {
        requests.clear();
        consoleErrors.clear();
        CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
        awaited.put("Page.loadEventFired", loaded);
        command("Page.navigate", Map.of("url", address.toString()));
        loaded.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Sets the size of the window and {@code prefers-color-scheme}. */
    public void setViewport(int width, int height, boolean dark) throws Exception {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Evaluates an expression; awaits a promise. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode answer = command(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    /** Moves the mouse to a position in the window. */
    public void hover(double x, double y) throws Exception {
        command("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Presses and releases a key: ArrowRight, Tab. */
    public void press(String key, int code) throws Exception {
        command(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code));
        command(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** Saves the page as PNG, from the top to a height. */
    public void screenshot(Path file, int height) throws Exception {
        int width = evaluate("innerWidth").asInt();
        int shown = Math.min(
                height, evaluate("document.documentElement.scrollHeight").asInt());
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", shown, "deviceScaleFactor", 1, "mobile", width < 600));
        evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        JsonNode answer = command("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode(answer.get("data").asText()));
    }

    /** Returns the requested addresses since {@link #open}, including the page's own. */
    public List<String> requests() {
        return new ArrayList<>(requests);
    }

    /** Returns errors and warnings of the console, and uncaught exceptions. */
    public List<String> consoleErrors() {
        return new ArrayList<>(consoleErrors);
    }

    /** Sends a command of the DevTools protocol and returns its result. */
    public JsonNode command(String method, Map<String, Object> parameters) throws Exception {
        int id = ++sent;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode command = MAPPER.createObjectNode().put("id", id).put("method", method);
        command.set("params", MAPPER.valueToTree(parameters));
        socket.sendText(command.toString(), true).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        message.append(text);
        if (last) {
            handle(message.toString());
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void handle(String text) {
        try {
            JsonNode event = MAPPER.readTree(text);
            if (event.has("id")) {
                CompletableFuture<JsonNode> answer =
                        answers.remove(event.get("id").asInt());
                if (event.has("error")) {
                    answer.completeExceptionally(
                            new IOException(event.get("error").toString()));
                } else {
                    answer.complete(event.get("result"));
                }
                return;
            }
            String method = event.get("method").asText();
            JsonNode parameters = event.get("params");
            switch (method) {
                case "Network.requestWillBeSent" ->
                    requests.add(parameters.at("/request/url").asText());
                case "Runtime.exceptionThrown" -> consoleErrors.add(parameters.toString());
                case "Log.entryAdded" -> consoleErrors.add(parameters.toString());
                case "Runtime.consoleAPICalled" -> {
                    if (!List.of("log", "info", "debug")
                            .contains(parameters.get("type").asText())) {
                        consoleErrors.add(parameters.toString());
                    }
                }
                default -> {
                    CompletableFuture<JsonNode> future = awaited.remove(method);
                    if (future != null) {
                        future.complete(parameters);
                    }
                }
            }
        } catch (IOException e) {
            consoleErrors.add("unreadable: " + text);
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
