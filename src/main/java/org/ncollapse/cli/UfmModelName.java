package org.ncollapse.cli;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The unconstrained features models as they are typed. */
enum UfmModelName {
    PLAIN("plain"),
    PLAIN_CROSS_ENTROPY("plain-cross-entropy"),
    EXTENDED_LINEAR("extended-linear"),
    EXTENDED_RELU("extended-relu"),
    DEEP_LINEAR("deep-linear"),
    IMBALANCED("imbalanced");

    private final String typed;

    UfmModelName(String typed) {
        this.typed = typed;
    }

    @Override
    public String toString() {
        return typed;
    }

    /** Knows them by what is typed alone, and not by the constants' names too. */
    static final class Converter implements ITypeConverter<UfmModelName> {
        @Override
        public UfmModelName convert(String value) {
            List<UfmModelName> kinds = List.of(values());
            return kinds.stream()
                    .filter(kind -> kind.typed.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' is none of " + kinds.toString().replaceAll("[\\[\\]]", "")));
        }
    }
}
