// One convolution kernel by itself, quick to compile; faults.py puts faults into its source. Prints its relative error.
#include "testing_array.h"
#include "conv2d.cuh"

typedef Tile<64, 64, 2, 2, 1, 4, 3> Tile64x64;
CONV2D(precision, NC_PRECISION, tile, Tile64x64, 4)

#include <tuple>

int main() {
    double worst = 0;
    bool equal = true;
    for (auto [batch, size, in, out] : {std::tuple{1, 3, 512, 64}, {3, 8, 16, 64}, {2, 7, 20, 8}}) {
        int rows = batch * size * size;
        Floats x(normals(rows * in)), w(normals(9 * in * out)), y(rows * out);
        std::vector<double> expected(y.size);
        for (int i = 0; i < rows; i++) {
            for (int cell = 0; cell < 9; cell++) {
                int h = i / size % size - 1 + cell / 3, v = i % size - 1 + cell % 3;
                for (int c = 0; c < in && h >= 0 && h < size && v >= 0 && v < size; c++) {
                    for (int o = 0; o < out; o++) {
                        expected[i * out + o] += (double)x[((i / size / size * size + h) * size + v) * in + c] *
                                                 w[(cell * in + c) * out + o];
                    }
                }
            }
        }
        std::vector<float> first;
        for (int seed = 0; seed < 3; seed++) {
            emulator::random_state = 2 * seed + 1;
            float *none = nullptr;
            launch(
                conv2d_precision_tile, {blocks(rows, 64), blocks(out, 64)}, {128}, 41984, x.data, w.data, y.data, none,
                none, none, none, none, batch, size, size, in, size, size, out, 3, 1, 0, 0
            );
            worst = std::max(worst, relative_error(y.data, expected));
            equal &= seed == 0 || first == y.values();
            first = y.values();
        }
    }
    printf("%.2e%s\n", worst, equal && failures == 0 ? "" : " unequal");
}
