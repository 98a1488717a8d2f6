package org.ncollapse.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

/** Downloads through the proxy that the environment names. */
@Timeout(120)
class ProxyTest {

    private static final byte[] CONTENT = FileServer.content(100_000);

    @TempDir
    private Path folder;

    private void fetch(URI address, Map<String, String> environment) {
        new Downloader(Duration.ofSeconds(10), Duration.ofSeconds(20), environment)
                .fetch(
                        new DownloadRequest(
                                List.of(address),
                                folder.resolve("data.bin"),
                                CONTENT.length,
                                new Sha256().update(CONTENT).hex()),
                        DownloadProgress.NONE);
    }

    /** The password has characters that must be percent-encoded in an address. */
    @Test
    void downloadsThroughProxyWithPassword() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(CONTENT));
                ProxyFixture proxy = new ProxyFixture("me:p@ss+/word")) {
            fetch(server.file(), Map.of("HTTP_PROXY", "http://me:p%40ss+%2Fword@127.0.0.1:" + proxy.port() + "/"));
            assertThat(proxy.requests()).containsExactly("GET " + server.file());
        }
        assertThat(Files.readAllBytes(folder.resolve("data.bin"))).isEqualTo(CONTENT);
    }

    @Test
    void hostsOfNoProxyAreContactedDirectly() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(CONTENT));
                ProxyFixture proxy = new ProxyFixture(null)) {
            fetch(
                    server.file(),
                    Map.of("http_proxy", "127.0.0.1:" + proxy.port(), "no_proxy", "example.org, 127.0.0.1"));
            assertThat(proxy.requests()).isEmpty();
        }
        assertThat(folder.resolve("data.bin")).exists();
    }

    @Test
    void httpsIsTunneledAndFailureNamesTheProxyWithoutPassword() throws IOException {
        try (ProxyFixture proxy = new ProxyFixture(null)) {
            String address = "127.0.0.1:" + proxy.port();
            assertThatThrownBy(() -> fetch(
                            URI.create("https://absent.invalid/data.bin"),
                            Map.of("https_proxy", "http://me:secret@" + address)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(
                            "https://absent.invalid/data.bin through the proxy " + address + " (https_proxy)")
                    .hasMessageContaining("502")
                    .hasMessageNotContaining("secret");
            assertThat(proxy.requests()).contains("CONNECT absent.invalid:443");
        }
        assertThat(folder.resolve("data.bin")).doesNotExist();
    }

    @Test
    void wrongPasswordAndUnreachableProxyAreReported() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(CONTENT));
                ProxyFixture proxy = new ProxyFixture("me:right")) {
            assertThatThrownBy(() ->
                            fetch(server.file(), Map.of("http_proxy", "http://me:wrong@127.0.0.1:" + proxy.port())))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("proxy 127.0.0.1:" + proxy.port())
                    .hasMessageNotContaining("wrong")
                    .hasMessageContaining("authentication");
            assertThatThrownBy(() -> fetch(server.file(), Map.of("http_proxy", "http://127.0.0.1:" + proxy.port())))
                    .hasMessageContaining("asks for user and password");
            assertThatThrownBy(() -> fetch(
                            URI.create("https://absent.invalid/data.bin"),
                            Map.of("https_proxy", "http://127.0.0.1:" + proxy.port())))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("asks for user and password");
            assertThatThrownBy(() -> fetch(server.file(), Map.of("http_proxy", "http://127.0.0.1:1")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("through the proxy 127.0.0.1:1 (http_proxy)");
            assertThat(server.ranges()).isEmpty();
        }
    }

    /** Expected values by the conventions of curl. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "direct", textBlock = """
            https://data.example.org/a      | https_proxy=http://p:8080                    | p:8080
            https://data.example.org/a      | HTTPS_PROXY=p:8080                           | p:8080
            https://data.example.org/a      | https_proxy=low:1;HTTPS_PROXY=up:2           | low:1
            https://data.example.org/a      | https_proxy=http://u:w@p                     | p:80
            https://data.example.org/a      | https_proxy=HTTP://u@[::1]:8080              | [::1]:8080
            https://data.example.org/a      | http_proxy=http://p:8080                     | direct
            https://data.example.org/a      | https_proxy=;http_proxy=p                    | direct
            https://data.example.org/a      | https_proxy=p;no_proxy=example.org           | direct
            https://data.example.org/a      | https_proxy=p;NO_PROXY=.example.org          | direct
            https://DATA.example.org/a      | https_proxy=p;no_proxy=a, Data.Example.org   | direct
            https://data.example.org/a      | https_proxy=p;no_proxy=*                     | direct
            https://data.example.org:8443/a | https_proxy=p;no_proxy=example.org:8443      | direct
            https://data.example.org/a      | https_proxy=p;no_proxy=example.org:8443      | p:80
            https://data.example.org/a      | https_proxy=p;no_proxy=ample.org,example.com | p:80
            https://[::1]/a                 | https_proxy=p;no_proxy=::1                   | direct
            """)
    void choosesProxyAsCurlDoes(String address, String variables, String expected) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(";")) {
            environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        assertThat(new EnvironmentProxies(environment)
                        .proxyFor(URI.create(address))
                        .map(proxy -> proxy.host() + ":" + proxy.port()))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "socks5://p:1080",
        "https://p:443",
        "http://me:secret@p:99999",
        "http://me:secret@p:x",
        "me:secret@",
        "http://a b"
    })
    void rejectsOtherAddressesWithoutShowingPassword(String value) {
        assertThatThrownBy(() -> ProxyServer.parse("https_proxy", value))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("https_proxy")
                .hasMessageContaining("http://proxy.example.org:3128")
                .hasMessageNotContaining("secret");
    }

    @Test
    void rejectsInvalidPercentEncodingWithoutShowingPassword() {
        assertThatThrownBy(() -> ProxyServer.parse("https_proxy", "http://me:secret%zz@p"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("%25")
                .hasMessageNotContaining("secret");
    }
}
