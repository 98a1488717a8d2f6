package org.ncollapse.ufm;

/** The number that measures the strength of a model's penalties, as the sources call it. */
public enum StrengthSymbol {
    /** c = K√(nλ_Wλ_H), of the models with one layer of weights and squared error. */
    C("c", "c"),
    /** s = √(nλ_Wλ_H), of the model with cross-entropy. */
    S("s", "s"),
    /** λ̄, the geometric mean of all penalties, of the models with several layers of weights. */
    LAMBDA_BAR("λ̄", "lambda_bar");

    private final String symbol;
    private final String columnPrefix;

    StrengthSymbol(String symbol, String columnPrefix) {
        this.symbol = symbol;
        this.columnPrefix = columnPrefix;
    }

    /** Returns the start of the quantities' names in tables: {@code c}, {@code s} or {@code lambda_bar}. */
    public String columnPrefix() {
        return columnPrefix;
    }

    /** Returns the symbol: {@code c}, {@code s} or {@code λ̄}. */
    @Override
    public String toString() {
        return symbol;
    }
}
