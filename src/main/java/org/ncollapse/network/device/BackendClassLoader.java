package org.ncollapse.network.device;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;

/**
 * Hides one library's entries in META-INF/services, and nothing else of it. ND4J finds its backends as services and
 * uses the one with the highest priority; CUDA comes before the CPU. If it fails, ND4J falls back to the next. With
 * both on the class path the user could not choose. The priorities can only be changed by environment variables, which
 * a process cannot set for itself; its class loader can be replaced.
 */
public final class BackendClassLoader extends ClassLoader {

    private final Optional<String> hiddenRoot;

    /**
     * @param parent the class loader to delegate to
     * @param className a class of the library to hide; nothing is hidden if it is not on the class path
     */
    public BackendClassLoader(ClassLoader parent, String className) {
        super(parent);
        String resource = className.replace('.', '/') + ".class";
        hiddenRoot = Optional.ofNullable(parent.getResource(resource)).map(url -> root(url, resource));
    }

    private static String root(URL url, String resource) {
        return url.toString().substring(0, url.toString().length() - resource.length());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        return hiddenRoot.isEmpty() || !name.startsWith("META-INF/services/")
                ? all
                : Collections.enumeration(Collections.list(all).stream()
                        .filter(url -> !root(url, name).equals(hiddenRoot.get()))
                        .toList());
    }
}
