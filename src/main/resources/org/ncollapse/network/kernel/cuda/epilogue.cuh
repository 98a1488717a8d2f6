// What happens to a product before it is written: scale, shift, addend, ReLU, mask, and statistics for a batch
// normalization.
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

/**
 * A tile on its way out. The fragments go through shared memory, so that what follows is a short loop over rows with
 * adjacent columns instead of code for each element of each fragment. Large tiles take two turns.
 */
template <class T> struct Staging {
    static const int STRIDE = T::COLUMNS + 4;
    static const int TURNS = T::ROWS * STRIDE > 12000 ? 2 : 1;
    static const int ROWS = T::ROWS / TURNS;
    static const int FLOATS = ROWS * STRIDE;
    /** Threads that share a column's statistics, and the rows of each in a turn. */
    static const int SLICES = T::THREADS / T::COLUMNS > 0 ? T::THREADS / T::COLUMNS : 1;
    static const int SLICE_ROWS = ROWS / SLICES;
    static const int STATISTICS = TURNS * SLICES * T::COLUMNS * 2;

    /** Writes the rows of one turn; they are complete after the barrier. */
    static NC_DEVICE void write(const Accumulator<T> &sum, float *shared, const WarpPlace<T> &place, int turn) {
        __syncthreads();
        int firstRow = place.row - turn * ROWS;
        if (place.term == 0 && firstRow >= 0 && firstRow < ROWS) {
#pragma unroll
            for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    float *to = shared + (firstRow + 16 * mi + place.g) * STRIDE + place.column + 8 * ni + 2 * place.q;
                    float2 upper = {sum.v[mi][ni][0], sum.v[mi][ni][1]}, lower = {sum.v[mi][ni][2], sum.v[mi][ni][3]};
                    *reinterpret_cast<float2 *>(to) = upper;
                    *reinterpret_cast<float2 *>(to + 8 * STRIDE) = lower;
                }
            }
        }
        __syncthreads();
    }
};

/** Everything but the memory accesses; addend and mask are 0 and 1 where there is none. */
NC_DEVICE float finish(float value, const Epilogue &epilogue, int column, float addend, float mask) {
    float shift = epilogue.shift ? epilogue.shift[column] : 0.f;
    value = (epilogue.scale ? fmaf(value, epilogue.scale[column], shift) : value + shift) + addend;
    value = epilogue.relu ? relu(value) : value;
    return mask > 0.f ? value : 0.f;
}

/**
 * Mean and sum of squared deviations of a slice of a column, in two passes, so that nothing is lost where the mean is
 * much larger than the deviation.
 *
 * @param rows the valid rows from this turn's first on
 */
template <class T> NC_DEVICE void slice_statistics(const float *shared, float *statistics, int turn, int rows) {
    typedef Staging<T> S;
    int column = threadIdx.x % T::COLUMNS, slice = threadIdx.x / T::COLUMNS;
    if (slice >= S::SLICES) {
        return;
    }
    const float *values = shared + slice * S::SLICE_ROWS * S::STRIDE + column;
    int count = max(0, min(S::SLICE_ROWS, rows - slice * S::SLICE_ROWS));
    // Relative to the first value the sum's rounding is of the order of the deviation, not of the mean.
    float origin = values[0], mean = 0.f, squares = 0.f;
#pragma unroll 4
    for (int row = 0; row < count; row++) {
        mean += values[row * S::STRIDE] - origin;
    }
    mean /= (float)max(1, count);
#pragma unroll 4
    for (int row = 0; row < count; row++) {
        float deviation = values[row * S::STRIDE] - origin - mean;
        squares += deviation * deviation;
    }
    mean += origin;
    float *slot = statistics + ((turn * S::SLICES + slice) * T::COLUMNS + column) * 2;
    slot[0] = mean;
    slot[1] = squares;
}

/** Merges the slices of each column by their counts (Chan, Golub & LeVeque 1983) and writes the block's statistics. */
template <class T>
NC_DEVICE void write_statistics(const float *statistics, int rows, int firstColumn, int columns, float *partials) {
    typedef Staging<T> S;
    __syncthreads();
    int column = threadIdx.x;
    if (column >= T::COLUMNS || firstColumn + column >= columns) {
        return;
    }
    float first = statistics[column * 2], deviation = 0.f, squares = 0.f;
#pragma unroll 1
    for (int part = 0; part < S::TURNS * S::SLICES; part++) {
        float count = (float)max(0, min(S::SLICE_ROWS, rows - part * S::SLICE_ROWS));
        deviation = fmaf(count, statistics[(part * T::COLUMNS + column) * 2] - first, deviation);
    }
    deviation /= (float)min(T::ROWS, rows);
#pragma unroll 1
    for (int part = 0; part < S::TURNS * S::SLICES; part++) {
        float count = (float)max(0, min(S::SLICE_ROWS, rows - part * S::SLICE_ROWS));
        const float *slot = statistics + (part * T::COLUMNS + column) * 2;
        float distance = slot[0] - first - deviation;
        squares += count > 0.f ? fmaf(count * distance, distance, slot[1]) : 0.f;
    }
    long long at = (long long)blockIdx.x * 2 * columns + firstColumn + column;
    partials[at] = first + deviation;
    partials[at + columns] = squares;
}

/** Writes a tile. `shared` is free; firstRow and firstColumn are the tile's. */
template <class T, class Rows> NC_DEVICE void write_tile(
    const Accumulator<T> &sum, float *shared, const Rows &layout, int firstRow, int rows, int firstColumn, int columns,
    const Epilogue &epilogue
) {
    typedef Staging<T> S;
    WarpPlace<T> place;
#pragma unroll
    for (int turn = 0; turn < S::TURNS; turn++) {
        S::write(sum, shared, place, turn);
#pragma unroll 1
        for (int unit = threadIdx.x; unit < S::ROWS * T::COLUMNS / 4; unit += T::THREADS) {
            int row = unit / (T::COLUMNS / 4), offset = unit % (T::COLUMNS / 4) * 4, column = firstColumn + offset;
            int absoluteRow = firstRow + turn * S::ROWS + row;
            if (absoluteRow >= rows || column >= columns) {
                continue;
            }
            const float *from = shared + row * S::STRIDE + offset;
            long long at = layout.offset(absoluteRow) + column;
            float4 addend = {0.f, 0.f, 0.f, 0.f}, mask = {1.f, 1.f, 1.f, 1.f};
            if (columns % 4 == 0) {
                if (epilogue.addend) {
                    addend = *reinterpret_cast<const float4 *>(epilogue.addend + at);
                }
                if (epilogue.mask) {
                    mask = *reinterpret_cast<const float4 *>(epilogue.mask + at);
                }
                float4 four = *reinterpret_cast<const float4 *>(from);
                four.x = finish(four.x, epilogue, column, addend.x, mask.x);
                four.y = finish(four.y, epilogue, column + 1, addend.y, mask.y);
                four.z = finish(four.z, epilogue, column + 2, addend.z, mask.z);
                four.w = finish(four.w, epilogue, column + 3, addend.w, mask.w);
                *reinterpret_cast<float4 *>(epilogue.output + at) = four;
                continue;
            }
#pragma unroll 1
            for (int i = 0; i < 4 && column + i < columns; i++) {
                float ownAddend = epilogue.addend ? epilogue.addend[at + i] : 0.f,
                      ownMask = epilogue.mask ? epilogue.mask[at + i] : 1.f;
                epilogue.output[at + i] = finish(from[i], epilogue, column + i, ownAddend, ownMask);
            }
        }
        if (epilogue.partials) {
            slice_statistics<T>(shared, shared + S::FLOATS, turn, rows - firstRow - turn * S::ROWS);
        }
    }
    if (epilogue.partials) {
        write_statistics<T>(shared + S::FLOATS, rows - firstRow, firstColumn, columns, epilogue.partials);
    }
}
