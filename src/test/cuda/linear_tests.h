// Fully connected layers and their gradients, in every precision and tile, at ragged shapes.
#pragma once
#include "testing.h"

namespace linear_tests {

struct Shape {
    int rows, inputs, outputs;
};

static void forward(
    const Product<decltype(linear_fma_64x64)> &product, Shape s, bool hasBias, int relu, bool statistics
) {
    std::string what =
        product.name + " " + std::to_string(s.rows) + "," + std::to_string(s.inputs) + "," + std::to_string(s.outputs);
    bool any = contains(product.name, "_any");
    Floats x(normals(s.rows * s.inputs)), w(normals(s.outputs * s.inputs), !any), b(normals(s.outputs), false),
        y(s.rows * s.outputs);
    dim3 grid{blocks(s.rows, product.rows), blocks(s.outputs, product.columns)};
    Floats partials(grid.x * 2 * s.outputs);
    launch_twice(
        what, y, product.function, grid, {(unsigned)product.threads}, product.sharedBytes, x.data, w.data,
        hasBias ? b.data : nullptr, y.data, statistics ? partials.data : nullptr, s.rows, s.inputs, s.outputs, relu
    );
    std::vector<double> expected(y.size);
    for (int i = 0; i < s.rows; i++) {
        for (int o = 0; o < s.outputs; o++) {
            double sum = hasBias ? b[o] : 0;
            for (int k = 0; k < s.inputs; k++) {
                sum += (double)x[i * s.inputs + k] * w[o * s.inputs + k];
            }
            expected[i * s.outputs + o] = relu && sum < 0 ? 0 : sum;
        }
    }
    check_close(what, y.data, expected, bound_of(what));
    if (statistics) {
        Floats mean(s.outputs), variance(s.outputs), inverse(s.outputs);
        launch(
            batch_norm_finalize, {blocks(s.outputs, 8)}, {512}, 0, partials.data, (int)grid.x, product.rows, s.rows,
            s.outputs, 1e-5, mean.data, variance.data, inverse.data, (float *)nullptr, (float *)nullptr, 0.1,
            (float *)nullptr, (float *)nullptr
        );
        std::vector<double> means(s.outputs), variances(s.outputs);
        for (int o = 0; o < s.outputs; o++) {
            for (int i = 0; i < s.rows; i++) {
                means[o] += (double)y[i * s.outputs + o] / s.rows;
            }
            for (int i = 0; i < s.rows; i++) {
                variances[o] += std::pow(y[i * s.outputs + o] - means[o], 2) / s.rows;
            }
        }
        check_close(what + " mean", mean.data, means, 2e-6); // the means are a tenth of the deviation
        check_close(what + " variance", variance.data, variances, 3e-7);
    }
}

static void input_gradient(const Product<decltype(linear_input_fma_64x64)> &product, Shape s, bool masked) {
    std::string what =
        product.name + " " + std::to_string(s.rows) + "," + std::to_string(s.inputs) + "," + std::to_string(s.outputs);
    bool any = contains(product.name, "_any");
    Floats dy(normals(s.rows * s.outputs)), w(normals(s.outputs * s.inputs), !any), mask(normals(s.rows * s.inputs)),
        addend(normals(s.rows * s.inputs)), dx(s.rows * s.inputs);
    launch_twice(
        what, dx, product.function, {blocks(s.rows, product.rows), blocks(s.inputs, product.columns)},
        {(unsigned)product.threads}, product.sharedBytes, dy.data, w.data, dx.data, masked ? mask.data : nullptr,
        masked ? addend.data : nullptr, s.rows, s.inputs, s.outputs
    );
    std::vector<double> expected(dx.size);
    for (int i = 0; i < s.rows; i++) {
        for (int k = 0; k < s.inputs; k++) {
            double sum = masked ? addend[i * s.inputs + k] : 0;
            for (int o = 0; o < s.outputs; o++) {
                sum += (double)dy[i * s.outputs + o] * w[o * s.inputs + k];
            }
            expected[i * s.inputs + k] = masked && !(mask[i * s.inputs + k] > 0) ? 0 : sum;
        }
    }
    check_close(what, dx.data, expected, bound_of(what));
}

static void weight_gradient(const Product<decltype(conv2d_weights_fma_64x64)> &product, Shape s) {
    std::string what = product.name + " as linear " + std::to_string(s.rows) + "," + std::to_string(s.inputs) + "," +
                       std::to_string(s.outputs);
    Floats x(normals(s.rows * s.inputs)), dy(normals(s.rows * s.outputs)), dw(s.outputs * s.inputs, false),
        db(s.outputs, false);
    launch_twice(
        what, dw, product.function, {blocks(s.outputs, product.rows), blocks(s.inputs, product.columns), 1},
        {(unsigned)product.threads}, product.sharedBytes, x.data, dy.data, dw.data, db.data, s.rows, 1, 1, s.inputs, 1,
        1, s.outputs, 1, 1, 1
    );
    std::vector<double> expected(dw.size), bias(s.outputs);
    for (int o = 0; o < s.outputs; o++) {
        for (int i = 0; i < s.rows; i++) {
            bias[o] += dy[i * s.outputs + o];
            for (int k = 0; k < s.inputs; k++) {
                expected[o * s.inputs + k] += (double)dy[i * s.outputs + o] * x[i * s.inputs + k];
            }
        }
    }
    check_close(what, dw.data, expected, bound_of(what));
    check_close(what + " bias", db.data, bias, 1e-6);
}

inline void run() {
    for (auto &product : linear_products) {
        bool any = contains(product.name, "_any");
        forward(product, any ? Shape{5, 10, 7} : Shape{33, 20, 9}, true, 1, false);
        forward(product, any ? Shape{67, 51, 70} : Shape{130, 132, 66}, false, 0, true);
    }
    for (auto &product : linear_input_products) {
        bool any = contains(product.name, "_any");
        input_gradient(product, any ? Shape{5, 7, 10} : Shape{33, 12, 20}, true);
        input_gradient(product, any ? Shape{67, 70, 51} : Shape{65, 68, 132}, false);
    }
    for (auto &product : conv2d_weights_products) {
        bool any = contains(product.name, "_any");
        weight_gradient(product, any ? Shape{5, 10, 7} : Shape{33, 20, 12});
        weight_gradient(product, any ? Shape{130, 51, 70} : Shape{130, 132, 68});
    }
}

} // namespace linear_tests
