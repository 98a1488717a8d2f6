package org.ncollapse.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as the jar's manifest states it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"ncollapse " + (version == null ? "(not from a jar)" : version)};
    }
}
