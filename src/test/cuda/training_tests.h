// Gather, criterion, SGD and predictions, against the Java classes' formulas.
#pragma once
#include "testing.h"

namespace training_tests {

static void gathering() {
    int channels = 3, height = 4, width = 5, samples = 9, size = channels * height * width;
    std::vector<unsigned char> pixels(samples * size);
    for (auto &pixel : pixels) {
        pixel = generator();
    }
    Array<unsigned char> images(pixels);
    Array<int> labels(std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}),
        permutation(std::vector<int>{8, 3, 1, 5, 0, 2, 7, 4, 6}), step(std::vector<int>{1}), batchLabels(4);
    Floats table(normals(channels * 256)), batch(4 * size);
    for (int last : {0, 1}) {
        for (const int *order : {(const int *)nullptr, (const int *)permutation.data}) {
            launch_twice(
                "gather", batch, gather, {blocks(size, 256), 4}, {256}, 0, images.data, labels.data, order, step.data,
                table.data, batch.data, batchLabels.data, 4, 4, channels, height, width, last
            );
            for (int row = 0; row < 4; row++) {
                int sample = order ? order[4 + row] : 4 + row;
                check(batchLabels[row] == sample, "gathered label");
                for (int c = 0; c < channels; c++) {
                    for (int p = 0; p < height * width; p++) {
                        float expected = table[c * 256 + pixels[(sample * channels + c) * height * width + p]];
                        check(
                            batch[row * size + (last ? p * channels + c : c * height * width + p)] == expected,
                            "gathered pixel"
                        );
                    }
                }
            }
        }
    }
    Floats x(normals(2 * 6 * 35)), y(x.size), stored(3 * 2 * 35);
    launch_twice("layout", y, layout_conversion, {1, 2}, {256}, 0, x.data, y.data, 6, 35);
    for (size_t i = 0; i < y.size; i++) {
        int n = i / 210, p = i % 210 / 6, c = i % 6;
        check(y[i] == x[n * 210 + c * 35 + p], "layout");
    }
    launch(advance, {1}, {1}, 0, step.data);
    check(step[0] == 2, "advance");
    launch(store_rows, {1}, {256}, 0, x.data, stored.data, step.data, 2, 1, 35);
    check(
        std::equal(stored.data + 4 * 35, stored.data + 5 * 35, x.data) && std::isnan(stored[4 * 35 - 1]) &&
            std::isnan(stored[5 * 35]),
        "stored rows"
    );
}

/** HostCriterion, line by line. */
static void host_criterion(
    std::vector<float> &z, const int *labels, int rows, int classes, bool crossEntropy, double &sum, int &errors
) {
    sum = 0;
    errors = 0;
    for (int row = 0; row < rows; row++) {
        float *at = z.data() + row * classes;
        int predicted = 0, label = labels[row];
        for (int k = 1; k < classes; k++) {
            predicted = at[k] > at[predicted] ? k : predicted;
        }
        errors += predicted != label;
        if (crossEntropy) {
            double largest = at[predicted], target = at[label], sumExp = 0;
            for (int k = 0; k < classes; k++) {
                sumExp += exp(at[k] - largest);
            }
            for (int k = 0; k < classes; k++) {
                at[k] = (float)(exp(at[k] - largest) / sumExp);
            }
            at[label] -= 1;
            sum += log(sumExp) + largest - target;
        } else {
            at[label] -= 1;
            for (int k = 0; k < classes; k++) {
                sum += 0.5 * at[k] * at[k];
            }
        }
    }
}

static void criteria() {
    for (auto [rows, classes] : {std::pair{5, 10}, {130, 3}, {17, 100}, {1, 1}, {9, 33}}) {
        for (int crossEntropy : {0, 1}) {
            std::string what = "criterion " + std::to_string(rows) + "x" + std::to_string(classes);
            std::vector<float> z = normals(rows * classes, 0, 3);
            for (float &value : z) {
                value = std::round(value * 2) / 2; // ties
            }
            Array<int> labels(rows), errors(4), counters(std::vector<int>{3, 0});
            for (int row = 0; row < rows; row++) {
                labels[row] = generator() % classes;
            }
            Floats logits(z, false);
            Array<double> losses(4);
            launch(
                criterion, {1}, {1024}, 0, logits.data, labels.data, losses.data, errors.data, counters.data, rows,
                classes, crossEntropy
            );
            check(counters[0] == 4 && counters[1] == 3, what + " counters");
            double loss;
            int wrong;
            host_criterion(z, labels.data, rows, classes, crossEntropy, loss, wrong);
            check(errors[3] == wrong, what + " errors");
            check(std::fabs(losses[3] - loss) <= 1e-13 * loss, what + " loss");
            for (size_t i = 0; i < z.size(); i++) {
                check(std::fabs(logits[i] - z[i]) <= (crossEntropy ? 6e-8 : 0), what + " gradient");
            }
        }
    }
    // A logit that is NaN makes the loss NaN, and the predicted class is that of the host's loop.
    for (int bad : {0, 2}) {
        std::vector<float> z = {1, 5, 2, 3};
        z[bad] = NAN;
        Floats logits(z);
        Array<int> labels(std::vector<int>{bad == 0 ? 0 : 1}), errors(1), counters(std::vector<int>{0, 0});
        Array<double> losses(1);
        launch(criterion, {1}, {1024}, 0, logits.data, labels.data, losses.data, errors.data, counters.data, 1, 4, 0);
        check(std::isnan(losses[0]) && errors[0] == 0, "NaN logits");
    }
}

static float java_flush(float value) {
    auto max = [](float a, float b) { return a != a || b != b ? NAN : a > b ? a : b; };
    auto min = [](float a, float b) { return a != a || b != b ? NAN : a < b ? a : b; };
    return max(value, 1e-20f) + min(value, -1e-20f);
}

static void steps() {
    int count = 5000;
    std::vector<float> w = normals(count), g = normals(count), v = normals(count);
    for (int i = 0; i < 50; i++) {
        w[i] *= 1e-20f;
        v[i] *= 1e-20f;
        g[i] = 0;
    }
    g[60] = NAN;
    g[61] = INFINITY;
    float decay = 5e-4f, rate = 0.05f, momentum = 0.9f, inverse = 1.f / 3;
    int bits;
    memcpy(&bits, &decay, 4);
    Floats parameters(w), gradients(g), velocity(v), rates(std::vector<float>{0, rate});
    Array<int> slices(std::vector<int>{0, 4096, 1, bits, 4096, 300, 1, 0, 4396, 604, 0, 0}),
        counters(std::vector<int>{2, 1});
    launch(
        sgd, {3}, {256}, 0, parameters.data, gradients.data, velocity.data, slices.data, rates.data, counters.data,
        inverse, momentum
    );
    for (int i = 0; i < count; i++) {
        if (i < 4396) {
            v[i] = java_flush(momentum * v[i] + (g[i] * inverse + (i < 4096 ? decay : 0.f) * w[i]));
            w[i] = java_flush(w[i] - rate * v[i]);
        } else {
            w[i] -= g[i];
        }
        bool equal = memcmp(&w[i], &parameters[i], 4) == 0 || (std::isnan(w[i]) && std::isnan(parameters[i]));
        check(equal, "parameter " + std::to_string(i) + " after a step");
        check(memcmp(&v[i], &velocity[i], 4) == 0 || (std::isnan(v[i]) && std::isnan(velocity[i])), "velocity");
    }
}

static void adam_steps() {
    int count = 5000;
    std::vector<float> w = normals(count), g = normals(count), m = normals(count), s = normals(count);
    for (int i = 0; i < count; i++) {
        s[i] = i < 50 ? 0 : s[i] * s[i];
        g[i] = i < 50 ? 0 : i < 60 ? 1e-16f : g[i];
        m[i] = i < 50 ? 0 : m[i];
    }
    g[60] = NAN;
    g[61] = INFINITY;
    float decay = 0.02f, rate = 0.05f, stepSize = 0.3f, root = 0.4f, epsilon = 1e-8f, inverse = 1.f / 3;
    float keep = 0.9f, take = 0.1f, keepSquare = 0.999f, takeSquare = 0.001f;
    int bits;
    memcpy(&bits, &decay, 4);
    Floats parameters(w), gradients(g), average(m), square(s),
        scalars(std::vector<float>{0, 0, 0, rate, stepSize, root});
    Array<int> slices(std::vector<int>{0, 2000, 1, bits, 2000, 2396, 2, bits, 4396, 604, 0, 0}),
        counters(std::vector<int>{2, 1});
    launch(
        adam, {3}, {256}, 0, parameters.data, gradients.data, average.data, square.data, slices.data, scalars.data,
        counters.data, inverse, keep, take, keepSquare, takeSquare, epsilon
    );
    auto same = [](float a, float b) { return memcmp(&a, &b, 4) == 0 || (std::isnan(a) && std::isnan(b)); };
    for (int i = 0; i < count; i++) {
        if (i < 4396) {
            bool coupled = i < 2000;
            float gradient = g[i] * inverse + (coupled ? decay : 0.f) * w[i];
            m[i] = java_flush(keep * m[i] + take * gradient);
            float sum = keepSquare * s[i] + takeSquare * gradient * gradient;
            s[i] = sum != sum ? sum : std::max(sum, 1e-30f) - 1e-30f;
            float shrunk = (coupled ? 1.f : (float)(1 - (double)rate * decay)) * w[i];
            w[i] = java_flush(shrunk - stepSize * (m[i] / (std::sqrt(s[i]) / root + epsilon)));
        } else {
            w[i] -= g[i];
        }
        check(same(w[i], parameters[i]), "parameter " + std::to_string(i) + " after a step of Adam");
        check(same(m[i], average[i]) && same(s[i], square[i]), "averages of Adam");
    }
}

static void predictions() {
    for (auto [rows, width, classes] : {std::tuple{13, 40, 10}, {3, 5, 19}}) {
        Floats x(normals(rows * width)), w(normals(classes * width)), b(normals(classes), false);
        if (rows == 13) {
            x[5 * width + 2] = INFINITY;
            std::copy(w.data, w.data + width, w.data + 3 * width); // equal logits of classes 0 and 3
            b[3] = b[0] = 50;
        }
        Array<int> predicted(rows * 3), step(std::vector<int>{2}), errors(1);
        launch_twice(
            "predictions", predicted, head_predictions, {blocks(rows, 8)}, {256}, 0, x.data, w.data, b.data,
            predicted.data, step.data, rows, rows, width, classes
        );
        std::vector<int> expected(rows);
        for (int row = 0; row < rows; row++) {
            double largest = -INFINITY;
            for (int k = 0; k < classes; k++) {
                double logit = b[k];
                for (int j = 0; j < width; j++) {
                    logit += (double)x[row * width + j] * w[k * width + j];
                }
                if (logit > largest) {
                    largest = logit;
                    expected[row] = k;
                }
            }
            if (rows == 13) {
                expected[row] = row == 5 ? -1 : 0;
            }
            check(predicted[2 * rows + row] == expected[row], "prediction");
        }
        Array<int> labels(expected), own(rows);
        std::copy(predicted.data + 2 * rows, predicted.data + 3 * rows, own.data);
        labels[1]++;
        launch(count_errors, {1}, {1024}, 0, own.data, labels.data, errors.data, rows);
        check(errors[0] == 1, "number of errors");
    }
}

static void finiteness() {
    std::vector<float> values = normals(3000);
    values[7] = NAN;
    values[2999] = INFINITY;
    Floats array(values, false);
    Array<int> counts(3);
    launch(count_not_finite, {3}, {256}, 0, array.data, counts.data, 3000);
    check(counts[0] + counts[1] + counts[2] == 2, "values that are not finite");
}

inline void run() {
    finiteness();
    gathering();
    criteria();
    steps();
    adam_steps();
    predictions();
}

} // namespace training_tests
