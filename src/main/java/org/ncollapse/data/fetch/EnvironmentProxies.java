package org.ncollapse.data.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that environment variables name, with curl's conventions: {@code https_proxy} and {@code http_proxy} by
 * the scheme of an address, except for the hosts in {@code no_proxy}. Names in upper case count if those in lower case
 * are not set. If no variable applies, Java's system properties do ({@code https.proxyHost}).
 */
final class EnvironmentProxies extends ProxySelector {

    static {
        // By default Java sends no password through a proxy that passes on encrypted data.
        String property = "jdk.http.auth.tunneling.disabledSchemes";
        if (System.getProperty(property) == null) {
            System.setProperty(property, "");
        }
    }

    private final Map<String, String> environment;

    /** @param environment the environment variables, by name */
    EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns the proxy for an address.
     *
     * @throws org.ncollapse.io.BadInputException if its variable has an invalid value
     */
    Optional<ProxyServer> proxyFor(URI address) {
        String variable = setVariable(address.getScheme() + "_proxy");
        return variable == null || isExcluded(address)
                ? Optional.empty()
                : Optional.of(ProxyServer.parse(variable, environment.get(variable)));
    }

    /** Returns the name of a variable in the case in which it is set, or null. */
    private String setVariable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .filter(written -> !environment.getOrDefault(written, "").isBlank())
                .findFirst()
                .orElse(null);
    }

    private boolean isExcluded(URI address) {
        String variable = setVariable("no_proxy");
        if (variable == null) {
            return false;
        }
        String host = address.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return Stream.of(environment.get(variable).toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(entry, host, address.getPort()));
    }

    /** Returns whether an entry of no_proxy is *, the host or one of its domains. It may have a port. */
    private static boolean matches(String entry, String host, int port) {
        String name = entry.replaceFirst("(?<=[^:]):\\d+$", "");
        if (!name.equals(entry) && !entry.endsWith(":" + port)) {
            return false;
        }
        String domain = name.replaceFirst("^\\*?\\.", "");
        return entry.equals("*")
                || host.equals(domain)
                || host.endsWith("." + domain)
                || host.equals("[" + entry + "]");
    }

    @Override
    public List<Proxy> select(URI address) {
        return proxyFor(address)
                .map(proxy -> List.of(new Proxy(Proxy.Type.HTTP, proxy.address())))
                .orElseGet(() -> ProxySelector.getDefault() == null
                        ? List.of(Proxy.NO_PROXY)
                        : ProxySelector.getDefault().select(address));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        // The download reports it.
    }

    /** Returns what answers a proxy that asks for user and password; empty if no variable contains any. */
    Optional<Authenticator> authenticator() {
        List<String> variables = Stream.of("https_proxy", "http_proxy")
                .map(this::setVariable)
                .filter(variable ->
                        variable != null && environment.get(variable).contains("@"))
                .toList();
        return variables.isEmpty()
                ? Optional.empty()
                : Optional.of(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        // A server that asks for a password gets none.
                        return variables.stream()
                                .map(variable -> ProxyServer.parse(variable, environment.get(variable)))
                                .filter(proxy -> getRequestorType() == RequestorType.PROXY
                                        && proxy.address().getHostString().equals(getRequestingHost())
                                        && proxy.port() == getRequestingPort())
                                .map(ProxyServer::credentials)
                                .findFirst()
                                .orElse(null);
                    }
                });
    }
}
