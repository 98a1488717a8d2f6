// Class moments against exact arithmetic in long double, far from the origin and with a spread of few units in the last
// place.
#pragma once
#include "testing.h"

namespace moments_tests {

static void moments(int samples, int width, int classes, float offset, float spread, int chunks, int splits) {
    std::string what = "moments at " + std::to_string(offset);
    std::vector<int> labels(samples), order, start(classes + 1);
    std::vector<float> x(samples * width);
    std::normal_distribution<double> normal;
    for (int i = 0; i < samples; i++) {
        labels[i] = i % 7 == 0 ? 0 : generator() % classes;
        labels[i] = labels[i] == 2 ? 1 : labels[i]; // class 2 is empty
        for (int j = 0; j < width; j++) {
            x[i * width + j] = offset + (labels[i] == j) + spread * normal(generator);
        }
    }
    for (int k = 0; k < classes; k++) {
        for (int i = 0; i < samples; i++) {
            if (labels[i] == k) {
                order.push_back(i);
            }
        }
        start[k + 1] = order.size();
    }
    Floats features(x);
    Array<int> sorted(order), classStart(start);
    Array<double> partials(chunks * classes * width), anchors(classes * width), offsets(classes * width),
        squares(chunks * classes * width), sums(classes), parts(splits * width * width), within(width * width);
    dim3 grid{blocks(width, 128), (unsigned)classes, (unsigned)chunks};
    launch_twice(
        what, partials, class_sums, grid, {128}, 0, features.data, sorted.data, classStart.data, partials.data, width,
        chunks
    );
    launch_twice(
        what, offsets, class_offsets, {grid.x, grid.y}, {128}, 0, features.data, sorted.data, classStart.data,
        partials.data, anchors.data, offsets.data, width, chunks
    );
    launch_twice(
        what, squares, class_squares, grid, {128}, 0, features.data, sorted.data, classStart.data, offsets.data,
        squares.data, width, chunks
    );
    launch_twice(
        what, sums, class_square_sums, {(unsigned)classes}, {256}, 0, squares.data, sums.data, width, chunks
    );
    unsigned tiles = blocks(width, 64);
    launch_twice(
        what, parts, class_scatter, {tiles * (tiles + 1) / 2, (unsigned)splits}, {256}, 0, features.data, sorted.data,
        classStart.data, offsets.data, parts.data, classes, samples, width, splits
    );
    launch_twice(
        what, within, class_scatter_sum, {blocks(width * width, 256)}, {256}, 0, parts.data, within.data, width, splits
    );

    typedef long double Exact;
    std::vector<Exact> mean(classes * width), scatter(width * width), square(classes);
    for (int i = 0; i < samples; i++) {
        for (int j = 0; j < width; j++) {
            mean[labels[i] * width + j] += (Exact)x[i * width + j] / (start[labels[i] + 1] - start[labels[i]]);
        }
    }
    for (int i = 0; i < samples; i++) {
        for (int j = 0; j < width; j++) {
            Exact left = x[i * width + j] - mean[labels[i] * width + j];
            square[labels[i]] += left * left;
            for (int k = 0; k < width; k++) {
                scatter[j * width + k] += left * (x[i * width + k] - mean[labels[i] * width + k]);
            }
        }
    }
    for (int k = 0; k < classes; k++) {
        bool empty = k == 2;
        check(std::fabs(sums[k] - (double)square[k]) <= 1e-9 * square[k], what + " squares");
        for (int j = 0; j < width; j++) {
            double expected = mean[k * width + j];
            double actual = anchors[k * width + j] + offsets[k * width + j];
            check(
                empty ? actual == 0
                      : std::fabs(actual - expected) <= 4e-16 * std::fabs(expected) + 1e-15 * spread,
                what + " mean"
            );
        }
    }
    for (int i = 0; i < width * width; i++) {
        check(
            std::fabs(within[i] - (double)scatter[i]) <= 1e-9 * (double)scatter[0],
            what + " scatter " + std::to_string(i)
        );
    }
}

inline void run() {
    moments(300, 5, 4, 0, 1, 3, 2);
    // At 1e3 floats are 6e-5 apart; at 8, 1e-6 apart: the spread is as small as floats can hold it.
    moments(500, 9, 4, 1e3f, 2e-4f, 16, 5);
    moments(400, 70, 5, 8, 1e-6f, 16, 3);
    moments(40, 66, 10, 1e3f, 1e-3f, 16, 8);
}

} // namespace moments_tests
