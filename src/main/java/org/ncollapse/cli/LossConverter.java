package org.ncollapse.cli;

import org.ncollapse.spec.ObjectiveSpec.Loss;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Knows losses as they are typed, which is as an experiment file has them. */
final class LossConverter implements ITypeConverter<Loss> {

    @Override
    public Loss convert(String value) {
        return switch (value) {
            case "mse" -> Loss.MSE;
            case "cross-entropy" -> Loss.CROSS_ENTROPY;
            default -> throw new TypeConversionException("'" + value + "' is none of mse, cross-entropy");
        };
    }
}
