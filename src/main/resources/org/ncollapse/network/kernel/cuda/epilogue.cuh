// What happens to a product before it is written: scale, shift, addend, ReLU, mask, and statistics for a batch normalization.
#pragma once
#include "product.cuh"
#include "sums.cuh"

/** Pointers may be null; see conv2d in kernels.cu for the order. */
struct Epilogue {
    float *output;
    const float *scale, *shift, *mask, *addend;
    float *partials;
    int relu;
};

/** Where the rows of a result lie: row i of the product is row i of the output. */
struct PlainRows {
    int columns;

    NC_DEVICE long long offset(int row) const {
        return (long long)row * columns;
    }
};

/** Rows are the positions of a grid that takes every step-th position of the maps. */
struct GridRows {
    int gridHeight, gridWidth, step, firstH, firstW;
    Maps maps;

    NC_DEVICE long long offset(int row) const {
        if (step == 1) {
            return (long long)row * maps.channels;
        }
        int w = row % gridWidth, rest = row / gridWidth;
        int h = rest % gridHeight * step + firstH;
        return ((long long)(rest / gridHeight * maps.height + h) * maps.width + w * step + firstW) * maps.channels;
    }
};

NC_DEVICE float finish(float value, const Epilogue &epilogue, long long at, float scale, float shift) {
    value = epilogue.scale ? fmaf(value, scale, shift) : value + shift;
    if (epilogue.addend) {
        value += epilogue.addend[at];
    }
    if (epilogue.relu) {
        value = relu(value);
    }
    if (epilogue.mask && !(epilogue.mask[at] > 0.f)) {
        value = 0.f;
    }
    return value;
}

/**
 * Mean and sum of squared deviations of every column over the tile's rows. A warp makes two passes over what it holds;
 * the warps are merged by their counts (Chan, Golub & LeVeque 1983). So nothing is lost where the mean is much larger
 * than the deviation.
 *
 * @param rows the valid rows from the tile's first on
 */
template <class T> NC_DEVICE void write_statistics(const Accumulator<T> &sum, float *shared, const WarpPlace<T> &place, int rows, int firstColumn, int columns, float *partials) {
    int count = max(0, min(T::WARP_ROWS, rows - place.row));
    if (place.term == 0) {
#pragma unroll
        for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
            for (int i = 0; i < 2; i++) {
                float mean = 0.f, squares = 0.f;
#pragma unroll
                for (int mi = 0; mi < T::MI; mi++) {
                    // Rows past the end are zero: they were loaded so.
                    mean += sum.v[mi][ni][i] + sum.v[mi][ni][i + 2];
                }
                mean = sum_over_rows(mean) / (float)max(1, count);
#pragma unroll
                for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
                    for (int half = 0; half < 2; half++) {
                        float deviation = sum.v[mi][ni][i + 2 * half] - mean;
                        squares += 16 * mi + 8 * half + place.g < count ? deviation * deviation : 0.f;
                    }
                }
                squares = sum_over_rows(squares);
                if (place.g == 0) {
                    float *slot = shared + (place.row / T::WARP_ROWS * T::COLUMNS + place.column + 8 * ni + 2 * place.q + i) * 2;
                    slot[0] = mean;
                    slot[1] = squares;
                }
            }
        }
    }
    __syncthreads();
    for (int column = threadIdx.x; column < T::COLUMNS; column += T::THREADS) {
        if (firstColumn + column < columns) {
            float first = shared[column * 2], deviation = 0.f, squares = 0.f;
            int all = min(T::ROWS, rows);
            for (int part = 0; part < T::WARPS_M; part++) {
                float n = (float)max(0, min(T::WARP_ROWS, rows - part * T::WARP_ROWS));
                const float *slot = shared + (part * T::COLUMNS + column) * 2;
                deviation = fmaf(n, slot[0] - first, deviation);
            }
            deviation /= (float)all;
            for (int part = 0; part < T::WARPS_M; part++) {
                float n = (float)max(0, min(T::WARP_ROWS, rows - part * T::WARP_ROWS));
                const float *slot = shared + (part * T::COLUMNS + column) * 2;
                float distance = slot[0] - first - deviation;
                squares += n > 0.f ? fmaf(n * distance, distance, slot[1]) : 0.f;
            }
            long long at = (long long)blockIdx.x * 2 * columns + firstColumn + column;
            partials[at] = first + deviation;
            partials[at + columns] = squares;
        }
    }
}

/** Writes a tile. `shared` is free; firstRow and firstColumn are the tile's. */
template <class T, class Rows>
NC_DEVICE void write_tile(const Accumulator<T> &sum, float *shared, const Rows &layout, int firstRow, int rows, int firstColumn, int columns, const Epilogue &epilogue) {
    WarpPlace<T> place;
    if (place.term == 0) {
        bool pairs = (columns & 1) == 0;
#pragma unroll
        for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
                int row = firstRow + place.row + 16 * mi + 8 * half + place.g;
                if (row >= rows) {
                    continue;
                }
                long long start = layout.offset(row);
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    int column = firstColumn + place.column + 8 * ni + 2 * place.q;
                    bool first = column < columns, second = column + 1 < columns;
                    float2 value = {0.f, 0.f};
                    if (first) {
                        float scale = epilogue.scale ? epilogue.scale[column] : 1.f;
                        value.x = finish(sum.v[mi][ni][2 * half], epilogue, start + column, scale, epilogue.shift ? epilogue.shift[column] : 0.f);
                    }
                    if (second) {
                        float scale = epilogue.scale ? epilogue.scale[column + 1] : 1.f;
                        value.y = finish(sum.v[mi][ni][2 * half + 1], epilogue, start + column + 1, scale, epilogue.shift ? epilogue.shift[column + 1] : 0.f);
                    }
                    float *to = epilogue.output + start + column;
                    if (second && pairs) {
                        *reinterpret_cast<float2 *>(to) = value;
                    } else if (first) {
                        to[0] = value.x;
                        if (second) {
                            to[1] = value.y;
                        }
                    }
                }
            }
        }
    }
    if (epilogue.partials) {
        write_statistics(sum, shared, place, rows - firstRow, firstColumn, columns, epilogue.partials);
    }
}
