package org.ncollapse.network.device;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Hides a library from those that look for services, and nothing else of it. ND4J takes of the backends that are
 * offered the one of the highest priority, CUDA's before the processor's, and the next one where that fails: two of
 * them on the class path are a choice that nobody made. Its priorities can be changed by environment variables alone,
 * which a process cannot set for itself; its class loader can.
 */
public final class BackendClassLoader extends ClassLoader {

    private final String hidden;

    /**
     * @param parent has all that this one has
     * @param member a class of the library that is to be hidden; where it is not there, nothing is hidden
     */
    public BackendClassLoader(ClassLoader parent, String member) {
        super(parent);
        String resource = member.replace('.', '/') + ".class";
        URL place = parent.getResource(resource);
        hidden = place == null ? null : root(place, resource);
    }

    private static String root(URL place, String resource) {
        return place.toString().substring(0, place.toString().length() - resource.length());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        return hidden == null || !name.startsWith("META-INF/services/")
                ? all
                : Collections.enumeration(Collections.list(all).stream()
                        .filter(place -> !root(place, name).equals(hidden))
                        .toList());
    }
}
