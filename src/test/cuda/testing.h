// What the tests of the kernels share.
#pragma once
#include "entries.h"
#include "testing_array.h"

template <class V>
double check_close(const std::string &what, const V *actual, const std::vector<double> &expected, double bound) {
    double error = relative_error(actual, expected);
    check(
        error <= bound,
        what + ": relative error " + std::to_string(error) + " (" + std::to_string(error / bound) + " times the bound)"
    );
    return error;
}

inline bool contains(const std::string &text, const char *part) {
    return text.find(part) != std::string::npos;
}

/** What a product's precision promises, relative to the whole result. */
inline double bound_of(const std::string &name) {
    return contains(name, "_bf16_") ? 1e-2 : contains(name, "_tf32_") ? 1e-3 : 1e-6;
}
