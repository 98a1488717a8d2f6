// Convolutions and their gradients against plain loops in double precision: ragged shapes, both strides and kernel
// sizes.
#pragma once
#include "testing.h"

namespace conv2d_tests {

struct Shape {
    int batch, height, width, in, out, kernelSize, stride;

    int outHeight() const {
        return (height - 1) / stride + 1;
    }
    int outWidth() const {
        return (width - 1) / stride + 1;
    }
    std::string text() const {
        return " " + std::to_string(batch) + "x" + std::to_string(height) + "x" + std::to_string(width) + " " +
               std::to_string(in) + "->" + std::to_string(out) + " " + std::to_string(kernelSize) + "/" +
               std::to_string(stride);
    }
};

static double worst[4];

static void note_error(const std::string &name, double error) {
    double &slot = worst
        [contains(name, "_fma_")      ? 0
         : contains(name, "_tf32x3_") ? 1
         : contains(name, "_tf32_")   ? 2
                                      : 3];
    slot = std::max(slot, error);
}

/** Calls visit(index of x, of w, of y) for every product of a convolution. */
template <class Visit> static void for_each_product(const Shape &s, Visit visit) {
    int padding = (s.kernelSize - 1) / 2;
    for (int n = 0; n < s.batch; n++)
        for (int h = 0; h < s.outHeight(); h++)
            for (int v = 0; v < s.outWidth(); v++)
                for (int r = 0; r < s.kernelSize; r++)
                    for (int q = 0; q < s.kernelSize; q++) {
                        int y = h * s.stride - padding + r, x = v * s.stride - padding + q;
                        if (y < 0 || y >= s.height || x < 0 || x >= s.width) {
                            continue;
                        }
                        for (int o = 0; o < s.out; o++)
                            for (int c = 0; c < s.in; c++) {
                                visit(
                                    ((n * s.height + y) * s.width + x) * s.in + c,
                                    ((o * s.in + c) * s.kernelSize + r) * s.kernelSize + q,
                                    ((n * s.outHeight() + h) * s.outWidth() + v) * s.out + o
                                );
                            }
                    }
}

/** A convolution's arrays; the expected results are computed once for all kernels. */
struct Case {
    Shape s;
    Floats x, w, dy, forwardPack, backwardPack;
    std::vector<double> y, dx, dw;

    explicit Case(const Shape &shape, float mean = 0)
        : s(shape), x(normals(s.batch * s.height * s.width * s.in, mean)),
          w(normals(s.out * s.in * s.kernelSize * s.kernelSize), false),
          dy(normals(s.batch * s.outHeight() * s.outWidth() * s.out)),
          forwardPack(s.kernelSize * s.kernelSize * s.in * ((s.out + 3) / 4 * 4)),
          backwardPack(s.kernelSize * s.kernelSize * s.out * ((s.in + 3) / 4 * 4)), y(dy.size), dx(x.size), dw(w.size) {
        // Deeplearning4j's flat vector: nothing says where a layer's weights start. Both packs come from one launch.
        std::vector<float> flat(3, 0.f);
        flat.insert(flat.end(), w.data, w.data + w.size);
        Floats parameters(flat, false), packed(forwardPack.size + backwardPack.size);
        Array<int> table(
            std::vector<int>{
                3, 0, (int)forwardPack.size, s.out, s.in, s.kernelSize, s.stride, 0, 3, -1, -1, s.out, s.in,
                s.kernelSize, s.stride, 0
            }
        );
        launch(pack_weights, {2, 2}, {256}, 0, parameters.data, packed.data, table.data);
        std::copy(packed.data, packed.data + forwardPack.size, forwardPack.data);
        std::copy(packed.data + forwardPack.size, packed.data + packed.size, backwardPack.data);
        for_each_product(s, [&](int i, int j, int k) {
            y[k] += (double)x[i] * w[j];
            dx[i] += (double)dy[k] * w[j];
            dw[j] += (double)dy[k] * x[i];
        });
    }
    int rows() const {
        return s.batch * s.outHeight() * s.outWidth();
    }
};

typedef Product<decltype(conv2d_fma_64x64)> Conv2d;
static float *const none = nullptr;

static void forward(const Conv2d &product, Case &c, bool folded) {
    const Shape &s = c.s;
    std::string what = product.name + s.text();
    Floats y(c.y.size()), scale(normals(s.out)), shift(normals(s.out)), addend(normals(c.y.size())),
        mask(normals(c.y.size()));
    dim3 grid{blocks(c.rows(), product.rows), blocks(s.out, product.columns), 1};
    launch_twice(
        what, y, product.function, grid, {(unsigned)product.threads}, product.sharedBytes, c.x.data, c.forwardPack.data,
        y.data, folded ? scale.data : none, folded ? shift.data : none, folded ? mask.data : none,
        folded ? addend.data : none, none, s.batch, s.height, s.width, s.in, s.outHeight(), s.outWidth(), s.out,
        s.kernelSize, s.stride, 0, (int)folded
    );
    std::vector<double> expected = c.y;
    for (size_t i = 0; folded && i < expected.size(); i++) {
        double value = expected[i] * scale[i % s.out] + shift[i % s.out] + addend[i];
        expected[i] = value > 0 && mask[i] > 0 ? value : 0;
    }
    double error = check_close(what, y.data, expected, bound_of(what));
    note_error(what, error);
}

/**
 * The statistics that leave with a convolution, against its own output, where the mean is much larger than the
 * deviation.
 */
static void statistics(const Conv2d &product, Case &c) {
    const Shape &s = c.s;
    std::string what = product.name + s.text() + " statistics";
    dim3 grid{blocks(c.rows(), product.rows), blocks(s.out, product.columns), 1};
    Floats y(c.y.size()), partials(grid.x * 2 * s.out), mean(s.out), variance(s.out), inverse(s.out);
    launch_twice(
        what, partials, product.function, grid, {(unsigned)product.threads}, product.sharedBytes, c.x.data,
        c.forwardPack.data, y.data, none, none, none, none, partials.data, s.batch, s.height, s.width, s.in,
        s.outHeight(), s.outWidth(), s.out, s.kernelSize, s.stride, 0, 0
    );
    launch(
        batch_norm_finalize, {blocks(s.out, 8)}, {512}, 0, partials.data, (int)grid.x, product.rows, c.rows(), s.out,
        1e-5, mean.data, variance.data, inverse.data, none, none, 0.1, none, none
    );
    std::vector<double> means(s.out), variances(s.out);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < y.size; i++) {
            (pass ? variances : means)[i % s.out] += (pass ? std::pow(y[i] - means[i % s.out], 2) : y[i]) / c.rows();
        }
    }
    check_close(what + " mean", mean.data, means, 3e-7);
    check_close(what + " variance", variance.data, variances, 1e-6);
}

static void input_gradient(const Conv2d &product, Case &c, bool inPlace) {
    const Shape &s = c.s;
    std::string what = product.name + s.text() + " backward";
    Floats dx(normals(c.dx.size()));
    std::vector<double> expected = c.dx;
    for (size_t i = 0; inPlace && i < expected.size(); i++) {
        expected[i] += dx[i];
    }
    unsigned positions = s.batch * ((s.height - 1) / s.stride + 1) * ((s.width - 1) / s.stride + 1);
    launch_twice(
        what, dx, product.function,
        {blocks(positions, product.rows), blocks(s.in, product.columns), unsigned(s.stride * s.stride)},
        {(unsigned)product.threads}, product.sharedBytes, c.dy.data, c.backwardPack.data, dx.data, none, none, none,
        inPlace ? dx.data : none, none, s.batch, s.outHeight(), s.outWidth(), s.out, s.height, s.width, s.in,
        s.kernelSize, s.stride, 1, 0
    );
    note_error(what, check_close(what, dx.data, expected, bound_of(what)));
}

static void weight_gradient(const Product<decltype(conv2d_weights_fma_64x64)> &product, Case &c, int splits) {
    const Shape &s = c.s;
    int cells = s.kernelSize * s.kernelSize;
    std::string what = product.name + s.text() + " in " + std::to_string(splits);
    Floats partials(splits * c.dw.size(), false), dw(c.dw.size(), false);
    launch_twice(
        what, partials, product.function,
        {blocks(s.out, product.rows), blocks(cells * s.in, product.columns), (unsigned)splits},
        {(unsigned)product.threads}, product.sharedBytes, c.x.data, c.dy.data, partials.data, none, s.batch, s.height,
        s.width, s.in, s.outHeight(), s.outWidth(), s.out, s.kernelSize, s.stride, splits
    );
    launch(
        reduce_weights, {blocks(dw.size * reduce_slices(splits), 256)}, {256}, 0, partials.data, dw.data, splits, s.out,
        s.in, s.kernelSize
    );
    note_error(what, check_close(what, dw.data, c.dw, bound_of(what)));
}

inline void run() {
    std::vector<Shape> any = {
        {2, 7, 5, 3, 10, 3, 1},
        {3, 9, 8, 5, 6, 3, 2},
        {2, 7, 7, 7, 9, 1, 2},
        {9, 1, 1, 1, 3, 3, 1},
        {2, 8, 8, 1, 17, 3, 1}
    };
    std::vector<Shape> vector = {
        {3, 7, 9, 4, 20, 3, 1},
        {2, 9, 8, 12, 36, 3, 2},
        {3, 8, 7, 16, 16, 3, 2},
        {2, 8, 8, 20, 8, 1, 2},
        {2, 6, 5, 8, 72, 1, 1}
    };
    for (bool ragged : {true, false}) {
        for (const Shape &shape : ragged ? any : vector) {
            Case c(shape);
            for (auto &product : conv2d_products) {
                if (contains(product.name, "_any") == ragged) {
                    bool folded = shape.width == 5 || shape.width == 9;
                    forward(product, c, folded);
                    if (contains(product.name, "_any") || shape.out % 4 == 0) {
                        input_gradient(product, c, folded);
                    }
                }
            }
            for (auto &product : conv2d_weights_products) {
                if (contains(product.name, "_any") == ragged) {
                    weight_gradient(product, c, shape.width == 5 ? 3 : shape.width == 9 ? 40 : 1);
                }
            }
        }
    }
    Case offset({4, 9, 9, 4, 24, 3, 1}, 100), large({1, 3, 3, 512, 64, 3, 1});
    for (auto &product : conv2d_products) {
        if (!contains(product.name, "_any")) {
            statistics(product, offset);
        }
        // Long sums, where a matrix unit that truncates would show.
        if (contains(product.name, "_64x64") || contains(product.name, "128x16")) {
            forward(product, large, false);
        }
    }
    Case longSum({10, 16, 16, 16, 16, 1, 1});
    for (auto &product : conv2d_weights_products) {
        weight_gradient(product, longSum, 1);
    }
    printf(
        "convolutions, worst relative error: fma %.1e, tf32x3 %.1e, tf32 %.1e, bf16 %.1e\n", worst[0], worst[1],
        worst[2], worst[3]
    );
}

} // namespace conv2d_tests
