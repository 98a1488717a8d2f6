package org.ncollapse.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, from the manifest of the jar. */
final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"ncollapse " + (version == null ? "(not from a jar)" : version)};
    }
}
