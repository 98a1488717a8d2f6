// Loaders bring an operand's next stage from global into shared memory: V floats a copy, zeros outside the operand.
// Every loader is called once a stage and moves on by itself; no division is left in the loop.
#pragma once
#include "tile.cuh"

/**
 * Copies of a stage: unit u of a stage with UNITS units a line; a thread takes the same place in every PASS_LINES-th
 * line.
 */
template <class T, int LINES, int LINE_FLOATS, int V> struct CopyPlan {
    static const int UNITS = LINE_FLOATS / V;
    static const int PASS_LINES = T::THREADS / UNITS > 0 ? T::THREADS / UNITS : 1;
    static const int PASSES = (LINES + PASS_LINES - 1) / PASS_LINES;
    static_assert(T::THREADS % UNITS == 0, "a line must not straddle passes");
    int line, offset;

    NC_DEVICE CopyPlan() : line(threadIdx.x / UNITS), offset(threadIdx.x % UNITS * V) {}

    /** Whether the thread has a line in this pass; the compiler knows it where passes fill the stage. */
    NC_DEVICE bool has(int pass) const {
        return LINES % PASS_LINES == 0 || line + pass * PASS_LINES < LINES;
    }
};

/** Rows of a row-major matrix, terms adjacent: rows × terms, `stride` floats from row to row. */
template <class T, int SIZE, int V> struct RowLoader {
    typedef Operand<SIZE, T::DEPTH, true> Shared;
    typedef CopyPlan<T, SIZE, T::DEPTH, V> Plan;
    Plan plan;
    const float *base;
    int rows, stride, terms, term;

    NC_DEVICE RowLoader(const float *matrix, int firstRow, int allRows, int allTerms)
        : base(matrix + (long long)firstRow * allTerms), rows(allRows - firstRow), stride(allTerms), terms(allTerms),
          term(plan.offset) {}

    NC_DEVICE void load(float *shared) {
#pragma unroll
        for (int pass = 0; pass < Plan::PASSES; pass++) {
            int row = plan.line + pass * Plan::PASS_LINES;
            if (plan.has(pass)) {
                bool valid = row < rows && term < terms;
                copy_async<V>(
                    shared + Shared::index(row, plan.offset), valid ? base + (long long)row * stride + term : base,
                    valid
                );
            }
        }
        term += T::DEPTH;
    }
};

/** Columns of a row-major matrix whose rows are the terms: terms × columns, columns adjacent. */
template <class T, int SIZE, int V> struct ColumnLoader {
    typedef Operand<SIZE, T::DEPTH, false> Shared;
    typedef CopyPlan<T, T::DEPTH, SIZE, V> Plan;
    Plan plan;
    const float *base, *next;
    int stride, term, terms;
    bool inside;

    /** Terms firstTerm … endTerm − 1 of columns firstColumn …; `stride` floats from term to term. */
    NC_DEVICE ColumnLoader(const float *matrix, int firstColumn, int columns, int stride_, int firstTerm, int endTerm)
        : base(matrix), stride(stride_), term(firstTerm + plan.line), terms(endTerm),
          inside(firstColumn + plan.offset < columns) {
        next = matrix + (long long)term * stride + firstColumn + plan.offset;
    }

    NC_DEVICE void load(float *shared) {
#pragma unroll
        for (int pass = 0; pass < Plan::PASSES; pass++) {
            if (plan.has(pass)) {
                bool valid = inside && term + pass * Plan::PASS_LINES < terms;
                copy_async<V>(
                    shared + Shared::index(plan.offset, plan.line + pass * Plan::PASS_LINES),
                    valid ? next + (long long)(pass * Plan::PASS_LINES) * stride : base, valid
                );
            }
        }
        term += T::DEPTH;
        next += (long long)T::DEPTH * stride;
    }
};

/**
 * How positions of a grid see the maps they read: position (h, w) reads the window of rows × columns that starts at
 * (h·step + originH, w·step + originW); what lies outside the maps is zero.
 */
struct Window {
    int rows, columns, step, originH, originW;
};

/** The sizes of a batch of maps, NHWC. */
struct Maps {
    int height, width, channels;
};

/**
 * The positions of a convolution as rows; the terms are (row of the window, column of the window, channel), channels
 * adjacent. Which cells of its window a position may read is a mask computed once, so windows hold at most 32 cells.
 */
template <class T, int SIZE, int V> struct WindowRowLoader {
    typedef Operand<SIZE, T::DEPTH, true> Shared;
    typedef CopyPlan<T, SIZE, T::DEPTH, V> Plan;
    Plan plan;
    const float *input;
    Maps maps;
    Window window;
    int offsets[Plan::PASSES];
    unsigned masks[Plan::PASSES];
    int channel, column, cell, cells;
    int cellOffset;

    /** Positions firstPosition … of gridHeight × gridWidth positions in each of the batch's maps. */
    NC_DEVICE WindowRowLoader(
        const float *input_, const Maps &maps_, const Window &window_, int firstPosition, int positions, int gridHeight,
        int gridWidth
    )
        : input(input_), maps(maps_), window(window_), channel(plan.offset), column(0), cell(0),
          cells(window_.rows * window_.columns), cellOffset(0) {
#pragma unroll
        for (int pass = 0; pass < Plan::PASSES; pass++) {
            int row = plan.line + pass * Plan::PASS_LINES, position = firstPosition + row;
            masks[pass] = 0;
            offsets[pass] = 0;
            if (plan.has(pass) && position < positions) {
                int rest = (unsigned)position / (unsigned)gridWidth, w = position - rest * gridWidth;
                int h0 = rest % gridHeight * window.step + window.originH, w0 = w * window.step + window.originW;
                offsets[pass] = ((rest / gridHeight * maps.height + h0) * maps.width + w0) * maps.channels;
                unsigned columnsInside = 0;
                for (int j = 0; j < window.columns; j++) {
                    columnsInside |= (unsigned)((unsigned)(w0 + j) < (unsigned)maps.width) << j;
                }
                for (int i = 0; i < window.rows; i++) {
                    masks[pass] |=
                        (unsigned)(h0 + i) < (unsigned)maps.height ? columnsInside << i * window.columns : 0u;
                }
            }
        }
        wrap();
    }

    NC_DEVICE void wrap() {
        while (channel >= maps.channels && cell < cells) {
            channel -= maps.channels;
            cell++;
            cellOffset += maps.channels;
            if (++column == window.columns) {
                column = 0;
                cellOffset += (maps.width - window.columns) * maps.channels;
            }
        }
    }

    NC_DEVICE void load(float *shared) {
        unsigned bit = cell < cells ? 1u << cell : 0u;
#pragma unroll
        for (int pass = 0; pass < Plan::PASSES; pass++) {
            if (plan.has(pass)) {
                bool valid = (masks[pass] & bit) != 0;
                copy_async<V>(
                    shared + Shared::index(plan.line + pass * Plan::PASS_LINES, plan.offset),
                    valid ? input + (offsets[pass] + cellOffset + channel) : input, valid
                );
            }
        }
        channel += T::DEPTH;
        wrap();
    }
};

/**
 * The same operand transposed, for the gradient of the weights: columns are (row, column of the window, channel), the
 * terms are positions. A thread keeps its column and walks over positions without dividing.
 */
template <class T, int SIZE, int V> struct WindowColumnLoader {
    typedef Operand<SIZE, T::DEPTH, false> Shared;
    typedef CopyPlan<T, T::DEPTH, SIZE, V> Plan;
    static_assert(T::DEPTH % Plan::PASS_LINES == 0, "the walk must end each stage at its end");
    Plan plan;
    const float *input;
    Maps maps;
    int gridHeight, gridWidth, step;
    int w, h, sample, stepW, stepH, stepSamples;
    int position, endPosition, deltaH, deltaW, channel;
    bool inside;

    NC_DEVICE WindowColumnLoader(
        const float *input_, const Maps &maps_, const Window &window, int firstColumn, int gridHeight_, int gridWidth_,
        int firstPosition, int endPosition_
    )
        : input(input_), maps(maps_), gridHeight(gridHeight_), gridWidth(gridWidth_), step(window.step),
          endPosition(endPosition_) {
        int columnIndex = firstColumn + plan.offset;
        channel = columnIndex % maps.channels;
        int cell = columnIndex / maps.channels;
        inside = cell < window.rows * window.columns;
        deltaH = cell / window.columns + window.originH;
        deltaW = cell % window.columns + window.originW;
        position = firstPosition + plan.line;
        w = position % gridWidth;
        h = position / gridWidth % gridHeight;
        sample = position / gridWidth / gridHeight;
        stepW = Plan::PASS_LINES % gridWidth;
        stepH = Plan::PASS_LINES / gridWidth % gridHeight;
        stepSamples = Plan::PASS_LINES / gridWidth / gridHeight;
    }

    NC_DEVICE void load(float *shared) {
#pragma unroll
        for (int pass = 0; pass < Plan::PASSES; pass++) {
            int y = h * step + deltaH, x = w * step + deltaW;
            bool valid = inside && position < endPosition && (unsigned)y < (unsigned)maps.height &&
                         (unsigned)x < (unsigned)maps.width;
            copy_async<V>(
                shared + Shared::index(plan.offset, plan.line + pass * Plan::PASS_LINES),
                valid ? input + (((sample * maps.height + y) * maps.width + x) * maps.channels + channel) : input, valid
            );
            position += Plan::PASS_LINES;
            w += stepW;
            int carry = w >= gridWidth;
            w -= carry ? gridWidth : 0;
            h += stepH + carry;
            carry = h >= gridHeight;
            h -= carry ? gridHeight : 0;
            sample += stepSamples + carry;
        }
    }
};
