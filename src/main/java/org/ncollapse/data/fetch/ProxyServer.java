package org.ncollapse.data.fetch;

import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.io.BadInputException;

/**
 * An HTTP proxy that an environment variable names.
 *
 * @param variable the variable's name
 * @param host the proxy's name or address
 * @param port its port
 * @param credentials user and password; null if the variable has none
 */
record ProxyServer(String variable, String host, int port, PasswordAuthentication credentials) {

    private static final Pattern ADDRESS =
            Pattern.compile("(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<credentials>.*)@)?"
                    + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>\\d{1,5}))?/*");
    /** The port of HTTP, as in wget and Python. */
    private static final int DEFAULT_PORT = 80;

    private static final int MAX_PORT = 65_535;

    /**
     * Parses the value of a variable: {@code http://user:password@host:port}; only the host is required. Characters of
     * user and password can be percent-encoded.
     *
     * @throws BadInputException if it is not the address of an HTTP proxy; the message contains no credentials
     */
    static ProxyServer parse(String variable, String value) {
        Matcher address = ADDRESS.matcher(value.strip());
        boolean valid = address.matches()
                && (address.group("scheme") == null
                        || address.group("scheme").toLowerCase(Locale.ROOT).equals("http"));
        int port = !valid || address.group("port") == null ? DEFAULT_PORT : Integer.parseInt(address.group("port"));
        if (!valid || port == 0 || port > MAX_PORT) {
            throw new BadInputException("the environment variable " + variable + " is '"
                    + value.strip().replaceFirst("^([^/]*//)?.*@", "$1***@")
                    + "'; expected the address of an HTTP proxy, such as http://proxy.example.org:3128");
        }
        return new ProxyServer(variable, address.group("host"), port, credentials(variable, address));
    }

    private static PasswordAuthentication credentials(String variable, Matcher address) {
        if (address.group("credentials") == null) {
            return null;
        }
        String[] parts = address.group("credentials").split(":", 2);
        try {
            return new PasswordAuthentication(
                    decoded(parts[0]), (parts.length > 1 ? decoded(parts[1]) : "").toCharArray());
        } catch (IllegalArgumentException e) {
            // Without a cause: its message may contain a part of the password.
            throw new BadInputException("the environment variable " + variable
                    + " has an invalid percent-encoding in its user or password; write % as %25");
        }
    }

    /** A plus sign stands for itself, not for a space. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
    }

    /** Returns host, port and variable, without user and password. */
    @Override
    public String toString() {
        return "proxy " + host + ":" + port + " (" + variable + ")";
    }
}
