// Batch normalization against double precision and finite differences; element by element; pooling.
#pragma once
#include "testing.h"

namespace layer_tests {

static float *const none = nullptr;
const double EPSILON = 1e-5;

/** Batch normalization of one channel in double precision. */
struct Reference {
    std::vector<double> means, variances;
    int channels;

    Reference(const float *x, int rows, int channels_) : means(channels_), variances(channels_), channels(channels_) {
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < rows * channels; i++) {
                (pass ? variances : means)[i % channels] +=
                    (pass ? std::pow(x[i] - means[i % channels], 2) : x[i]) / rows;
            }
        }
    }
    double normalized(const float *x, int i) const {
        return (x[i] - means[i % channels]) / std::sqrt(variances[i % channels] + EPSILON);
    }
};

struct Statistics {
    Floats mean, variance, inverse;

    Statistics(const float *x, int rows, int channels, const std::string &what)
        : mean(channels), variance(channels), inverse(channels) {
        unsigned count = blocks(rows, 128);
        Floats partials(count * 2 * channels), running(normals(2 * channels, 1)), gradient(2 * channels, false);
        launch_twice(
            what, partials, batch_norm_partials, {count, blocks(channels, 32)}, {256}, 0, x, partials.data, rows,
            channels
        );
        launch_twice(
            what, gradient, batch_norm_finalize, {blocks(channels, 8)}, {512}, 0, partials.data, (int)count, 128, rows,
            channels, EPSILON, mean.data, variance.data, inverse.data, running.data, running.data + channels, 0.1,
            gradient.data, gradient.data + channels
        );
        Reference reference(x, rows, channels);
        for (int c = 0; c < channels; c++) {
            double scale = std::fabs(reference.means[c]) + std::sqrt(reference.variances[c]);
            double error = std::fabs(mean[c] - reference.means[c]) / scale;
            check(error <= 3e-7, what + " mean, error " + std::to_string(error * 1e7) + "e-7");
        }
        check_close(what + " variance", variance.data, reference.variances, 1e-6);
        double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
        for (int c = 0; c < channels; c++) {
            check(gradient[c] == (float)(0.1 * (running[c] - mean[c])), what + " gradient of the running mean");
            check(
                gradient[channels + c] == (float)(0.1 * (running[channels + c] - (float)(unbiased * variance[c]))),
                what + " gradient of the running variance"
            );
        }
    }
};

static void batch_norm(
    int rows, int channels, float mean, float deviation, int reluMode, bool residual, bool normalizedResidual
) {
    std::string what = "batch norm " + std::to_string(rows) + "x" + std::to_string(channels) + " mean " +
                       std::to_string(mean) + " mode " + std::to_string(reluMode);
    int count = rows * channels;
    Floats x(normals(count, mean, deviation)), parameters(normals(2 * channels, 0.5), false), y(count),
        other(normals(count)), otherParameters(normals(2 * channels), false);
    Statistics statistics(x.data, rows, channels, what), otherStatistics(other.data, rows, channels, what);
    Reference reference(x.data, rows, channels), otherReference(other.data, rows, channels);
    unsigned grid = blocks(count, 1024);
    launch_twice(
        what, y, batch_norm_forward, {grid}, {256}, 0, x.data, parameters.data, statistics.mean.data,
        statistics.inverse.data, residual ? other.data : none, normalizedResidual ? otherParameters.data : none,
        otherStatistics.mean.data, otherStatistics.inverse.data, y.data, rows, channels, (int)(reluMode > 0)
    );
    std::vector<double> expected(count);
    for (int i = 0; i < count; i++) {
        int c = i % channels;
        double value = reference.normalized(x.data, i) * parameters[c] + parameters[channels + c];
        if (residual) {
            value += normalizedResidual
                         ? otherReference.normalized(other.data, i) * otherParameters[c] + otherParameters[channels + c]
                         : other[i];
        }
        expected[i] = reluMode > 0 && value < 0 ? 0 : value;
    }
    // The mean is a float: its rounding is an error of half its last place over the deviation.
    double conditioning = 1 + std::fabs(mean / deviation);
    check_close(what + " forward", y.data, expected, 4e-7 * conditioning);

    // Backward. Under mode 2 the mask comes from the output of the sum.
    Floats dy(normals(count)), masked(count), dx(count), gradient(2 * channels, false), coefficients(2 * channels);
    int rowsPerBlock = 64;
    unsigned partialBlocks = blocks(rows, rowsPerBlock);
    Floats partials(partialBlocks * 2 * channels);
    launch_twice(
        what, partials, batch_norm_backward_partials, {partialBlocks, blocks(channels, 32)}, {256}, 0, x.data,
        parameters.data, statistics.mean.data, statistics.inverse.data, dy.data, y.data, masked.data, partials.data,
        rows, channels, rowsPerBlock, reluMode
    );
    launch_twice(
        what, gradient, batch_norm_backward_finalize, {blocks(channels, 8)}, {512}, 0, partials.data,
        (int)partialBlocks, rows, channels, gradient.data, coefficients.data
    );
    launch_twice(
        what, dx, batch_norm_backward_input, {grid}, {256}, 0, x.data, parameters.data, statistics.mean.data,
        statistics.inverse.data, dy.data, y.data, coefficients.data, dx.data, rows, channels, reluMode
    );
    std::vector<double> g(count), sums(2 * channels), expectedDx(count);
    for (int i = 0; i < count; i++) {
        g[i] = reluMode == 0 || y[i] > 0 ? dy[i] : 0;
        check(masked[i] == (float)g[i], what + " masked gradient");
        sums[i % channels] += g[i] * reference.normalized(x.data, i);
        sums[channels + i % channels] += g[i];
    }
    for (int i = 0; i < count; i++) {
        int c = i % channels;
        expectedDx[i] = parameters[c] / std::sqrt(reference.variances[c] + EPSILON) *
                        (g[i] - sums[channels + c] / rows - reference.normalized(x.data, i) * sums[c] / rows);
    }
    check_close(what + " gradient of scale and shift", gradient.data, sums, 2e-6 * conditioning);
    check_close(what + " gradient of the input", dx.data, expectedDx, 1e-6 * conditioning);
    // In place, from the masked gradient, nothing changes.
    launch(
        batch_norm_backward_input, {grid}, {256}, 0, x.data, parameters.data, statistics.mean.data,
        statistics.inverse.data, masked.data, none, coefficients.data, masked.data, rows, channels, 0
    );
    check(masked.values() == dx.values(), what + " in place");
}

/** The gradient of Σ dy·y by finite differences of the forward formula: independent of the backward formula above. */
static void finite_differences() {
    int rows = 7, channels = 3, count = rows * channels;
    Floats x(normals(count)), parameters(normals(2 * channels)), dy(normals(count)), dx(count), gradient(2 * channels),
        coefficients(2 * channels), partials(2 * channels);
    Statistics statistics(x.data, rows, channels, "finite differences");
    launch(
        batch_norm_backward_partials, {1, 1}, {256}, 0, x.data, parameters.data, statistics.mean.data,
        statistics.inverse.data, dy.data, none, none, partials.data, rows, channels, 64, 1
    );
    launch(
        batch_norm_backward_finalize, {1}, {512}, 0, partials.data, 1, rows, channels, gradient.data, coefficients.data
    );
    launch(
        batch_norm_backward_input, {1}, {256}, 0, x.data, parameters.data, statistics.mean.data,
        statistics.inverse.data, dy.data, none, coefficients.data, dx.data, rows, channels, 1
    );
    std::vector<double> values(x.data, x.data + count), expected(count);
    auto loss = [&] {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            double mean = 0, variance = 0;
            for (int i = c; i < count; i += channels) {
                mean += values[i] / rows;
            }
            for (int i = c; i < count; i += channels) {
                variance += std::pow(values[i] - mean, 2) / rows;
            }
            for (int i = c; i < count; i += channels) {
                sum += dy[i] * std::max(
                                   0., (values[i] - mean) / std::sqrt(variance + EPSILON) * parameters[c] +
                                           parameters[channels + c]
                               );
            }
        }
        return sum;
    };
    for (int i = 0; i < count; i++) {
        double at = values[i], step = 1e-6;
        values[i] = at + step;
        expected[i] = loss();
        values[i] = at - step;
        expected[i] = (expected[i] - loss()) / (2 * step);
        values[i] = at;
    }
    check_close("batch norm against finite differences", dx.data, expected, 1e-5);
}

static void inference() {
    int channels = 37, rows = 3;
    Floats parameters(normals(2 * channels)), mean(normals(channels)), variance(normals(channels, 9, 1)),
        scale(channels), shift(channels), inverse(channels), x(normals(rows * channels)), y(x.size);
    launch(
        fold_batch_norm, {1}, {256}, 0, parameters.data, mean.data, variance.data, EPSILON, scale.data, shift.data,
        channels
    );
    launch(inverse_std, {1}, {256}, 0, variance.data, EPSILON, inverse.data, channels);
    launch(
        batch_norm_forward, {1}, {256}, 0, x.data, parameters.data, mean.data, inverse.data, none, none, none, none,
        y.data, rows, channels, 0
    );
    std::vector<double> folded(y.size);
    for (size_t i = 0; i < y.size; i++) {
        folded[i] = (double)x[i] * scale[i % channels] + shift[i % channels];
    }
    check_close("folded batch norm", y.data, folded, 1e-6);
}

static void elementwise() {
    for (int count : {1, 1023, 2500}) {
        Floats a(normals(count), false), b(normals(count), false), y(count, false);
        unsigned grid = blocks(count, 1024);
        a[0] = NAN;
        launch_twice("relu", y, relu_forward, {grid}, {256}, 0, a.data, y.data, count);
        check(std::isnan(y[0]), "the ReLU of NaN is NaN");
        a[0] = 1;
        for (int i = 1; i < count; i++) {
            check(y[i] == std::max(a[i], 0.f), "relu");
        }
        launch_twice("relu backward", y, relu_backward, {grid}, {256}, 0, a.data, b.data, y.data, count);
        for (int i = 0; i < count; i++) {
            check(y[i] == (a[i] > 0 ? b[i] : 0), "relu backward");
        }
        launch_twice("add", y, add, {grid}, {256}, 0, a.data, b.data, y.data, count, 1);
        for (int i = 0; i < count; i++) {
            check(y[i] == std::max(a[i] + b[i], 0.f), "add");
        }
        launch_twice(
            "scaled difference", y, scaled_difference, {grid}, {256}, 0, a.data, b.data, 1.25, 0.1, y.data, count
        );
        for (int i = 0; i < count; i++) {
            check(y[i] == (float)(0.1 * (a[i] - (float)(1.25 * b[i]))), "scaled difference");
        }
    }
}

static void pooling() {
    for (auto [batch, positions, channels] : {std::tuple{3, 49, 70}, {2, 1, 5}, {2, 300, 33}}) {
        Floats x(normals(batch * positions * channels)), y(batch * channels), dy(normals(y.size)), dx(x.size);
        launch_twice(
            "pool", y, pool_forward, {blocks(channels, 32), (unsigned)batch}, {256}, 0, x.data, y.data, positions,
            channels
        );
        launch_twice(
            "pool backward", dx, pool_backward, {blocks(positions * channels, 1024), (unsigned)batch}, {256}, 0,
            dy.data, dx.data, positions, channels
        );
        std::vector<double> expected(y.size), gradient(x.size);
        for (size_t i = 0; i < x.size; i++) {
            int at = i / channels / positions * channels + i % channels;
            expected[at] += (double)x[i] / positions;
            gradient[i] = (double)dy[at] / positions;
        }
        check_close("pool", y.data, expected, 1e-6);
        check_close("pool backward", dx.data, gradient, 1e-7);
    }
}

inline void run() {
    batch_norm(200, 4, 0, 1, 1, false, false);
    batch_norm(137, 40, 0, 1, 2, true, false);
    batch_norm(300, 16, 3, 2, 2, true, true);
    batch_norm(65, 7, 0, 1, 0, false, false);
    batch_norm(130, 33, -50, 1, 1, false, false);
    batch_norm(70, 12, 1000, 0.5, 0, true, true);
    batch_norm(1, 8, 0, 1, 1, false, false);
    batch_norm(5, 1300, 1, 1, 2, true, true);
    batch_norm(4, 301, 1, 1, 1, false, false);
    finite_differences();
    inference();
    elementwise();
    pooling();
}

} // namespace layer_tests
