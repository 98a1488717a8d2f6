package org.ncollapse.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the value of an option to an enum constant, by the key that {@code toString} returns. The names of the
 * constants themselves are not accepted.
 *
 * @param type the enum
 */
record EnumConverter<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

    /** Registers the converter of an enum for a command and its subcommands. */
    static <E extends Enum<E>> void register(CommandLine command, Class<E> type) {
        command.registerConverter(type, new EnumConverter<>(type));
    }

    @Override
    public E convert(String value) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("invalid value '" + value + "'; valid values: "
                        + Stream.of(type.getEnumConstants()).map(Enum::toString).collect(Collectors.joining(", "))));
    }
}
