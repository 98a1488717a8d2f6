// Tiles of the matrix products, their place in shared memory, and who holds which element of a fragment.
#pragma once
#include "platform.cuh"

/**
 * A block computes ROWS × COLUMNS of the result. Its warps split rows, columns and, if WARPS_K > 1, the sum; a warp
 * takes 16 terms of the sum from each stage. The parts of a split sum are added in a fixed order at the end.
 */
template <int ROWS_, int COLUMNS_, int WARPS_M_, int WARPS_N_, int WARPS_K_, int STAGES_, int BLOCKS_PER_SM_ = 1>
struct Tile {
    static const int ROWS = ROWS_, COLUMNS = COLUMNS_, WARPS_M = WARPS_M_, WARPS_N = WARPS_N_, WARPS_K = WARPS_K_;
    static const int STAGES = STAGES_, BLOCKS_PER_SM = BLOCKS_PER_SM_;
    static const int DEPTH = 16 * WARPS_K;
    static const int THREADS = WARP * WARPS_M * WARPS_N * WARPS_K;
    static const int WARP_ROWS = ROWS / WARPS_M, WARP_COLUMNS = COLUMNS / WARPS_N;
    /** Fragments of 16 rows and of 8 columns of a warp. */
    static const int MI = WARP_ROWS / 16, NI = WARP_COLUMNS / 8;
};

/**
 * An operand in shared memory, with SIZE rows (or columns) of the tile. Either the DEPTH terms of a row are adjacent,
 * or the rows at one term, as they are in global memory. The paddings keep fragment loads free of bank conflicts.
 */
template <int SIZE, int DEPTH, bool TERMS_ADJACENT> struct Operand {
    static const int STRIDE = TERMS_ADJACENT ? DEPTH + 8 : SIZE + 4;
    static const int FLOATS = TERMS_ADJACENT ? SIZE * STRIDE : DEPTH * STRIDE;

    static NC_DEVICE int index(int row, int term) {
        return TERMS_ADJACENT ? row * STRIDE + term : term * STRIDE + row;
    }

    /** Elements (row, term) and (row, term + 1); term is even. */
    static NC_DEVICE float2 pair(const float *shared, int row, int term) {
        if (TERMS_ADJACENT) {
            return *reinterpret_cast<const float2 *>(shared + index(row, term));
        }
        float2 both = {shared[index(row, term)], shared[index(row, term + 1)]};
        return both;
    }

    /** Two terms of two adjacent rows; row and term are even. */
    static NC_DEVICE void square(const float *shared, int row, int term, float2 &first, float2 &second) {
        if (TERMS_ADJACENT) {
            first = pair(shared, row, term);
            second = pair(shared, row + 1, term);
        } else {
            float2 now = *reinterpret_cast<const float2 *>(shared + index(row, term));
            float2 next = *reinterpret_cast<const float2 *>(shared + index(row, term + 1));
            first.x = now.x;
            first.y = next.x;
            second.x = now.y;
            second.y = next.y;
        }
    }
};

/** The position of a thread's warp in the tile, and of the thread in a fragment: row g, columns 2q and 2q + 1. */
template <class T> struct WarpPlace {
    int row, column, term, g, q;

    NC_DEVICE WarpPlace() {
        int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
        row = warp % T::WARPS_M * T::WARP_ROWS;
        column = warp / T::WARPS_M % T::WARPS_N * T::WARP_COLUMNS;
        term = warp / (T::WARPS_M * T::WARPS_N) * 16;
        g = lane >> 2;
        q = lane & 3;
    }
};

/** A warp's part of the result. Element i of fragment (mi, ni): row 16·mi + g + 8·(i/2), column 8·ni + 2q + i%2. */
template <class T> struct Accumulator {
    float v[T::MI][T::NI][4];

    NC_DEVICE Accumulator() {
#pragma unroll
        for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    v[mi][ni][i] = 0.f;
                }
            }
        }
    }
};
