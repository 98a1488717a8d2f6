// One stage of a matrix product: 16 terms of the sum for every warp, in each precision.
//
// The order of the terms inside a product is free as long as both operands agree. So the two terms that a thread holds
// of a TF32 fragment, q and q + 4 for the hardware, are 2q and 2q + 1 here: adjacent in shared memory, one load.
#pragma once
#include "tile.cuh"

/** float32 by fused multiply-adds. Every stage is summed by itself: the error grows with the number of stages only. */
struct Fma {
    template <class T, class A, class B>
    static NC_DEVICE void multiply(Accumulator<T> &sum, const float *a, const float *b, const WarpPlace<T> &place) {
        Accumulator<T> stage;
#pragma unroll 2
        for (int term = 0; term < 16; term += 2) {
            float2 rows[T::MI][2];
#pragma unroll
            for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
                for (int i = 0; i < 2; i++) {
                    rows[mi][i] = A::pair(a, place.row + 16 * mi + 8 * i + place.g, place.term + term);
                }
            }
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
                int column = place.column + 8 * ni + 2 * place.q;
                float2 left, right;
                B::square(b, column, place.term + term, left, right);
#pragma unroll
                for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
                    for (int i = 0; i < 2; i++) {
                        float *c = stage.v[mi][ni] + 2 * i;
                        c[0] = fmaf(rows[mi][i].x, left.x, c[0]);
                        c[1] = fmaf(rows[mi][i].x, right.x, c[1]);
                        c[0] = fmaf(rows[mi][i].y, left.y, c[0]);
                        c[1] = fmaf(rows[mi][i].y, right.y, c[1]);
                    }
                }
            }
        }
#pragma unroll
        for (int mi = 0; mi < T::MI; mi++) {
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    sum.v[mi][ni][i] += stage.v[mi][ni][i];
                }
            }
        }
    }
};

#if NC_MATRIX_UNIT

template <class A> NC_DEVICE void load_rows(float (&fragment)[4], const float *a, int row, int term) {
    float2 upper = A::pair(a, row, term), lower = A::pair(a, row + 8, term);
    fragment[0] = upper.x;
    fragment[1] = lower.x;
    fragment[2] = upper.y;
    fragment[3] = lower.y;
}

/** TF32: factors of 11 bits. */
struct Tf32 {
    template <class T, class A, class B>
    static NC_DEVICE void multiply(Accumulator<T> &sum, const float *a, const float *b, const WarpPlace<T> &place) {
#pragma unroll
        for (int step = 0; step < 16; step += 8) {
            int term = place.term + step + 2 * place.q;
            unsigned columns[T::NI][2];
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
                float2 both = B::pair(b, place.column + 8 * ni + place.g, term);
                columns[ni][0] = to_tf32(both.x);
                columns[ni][1] = to_tf32(both.y);
            }
#pragma unroll
            for (int mi = 0; mi < T::MI; mi++) {
                float values[4];
                load_rows<A>(values, a, place.row + 16 * mi + place.g, term);
                unsigned rows[4];
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    rows[i] = to_tf32(values[i]);
                }
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    mma_tf32(sum.v[mi][ni], rows, columns[ni]);
                }
            }
        }
    }
};

/**
 * float32 by three TF32 products: each factor is the sum of two TF32 numbers, and the product of the two small parts is
 * left out. The matrix unit truncates when it accumulates, so each stage is summed by itself and added in float32:
 * measured on an H200, 2.6e-7 to 3.5e-7 for 144 to 4608 terms, where one accumulator gives up to 2.5e-5.
 */
struct Tf32x3 {
    /** The small part has 13 bits at most; it is cut to TF32's 11, toward zero of either sign. A NaN stays in it. */
    static NC_DEVICE void split(float value, unsigned &large, unsigned &small) {
        large = to_tf32(value);
        small = __float_as_uint(value - __uint_as_float(large)) & 0xffffe000u;
    }

    template <class T, class A, class B>
    static NC_DEVICE void multiply(Accumulator<T> &sum, const float *a, const float *b, const WarpPlace<T> &place) {
        unsigned large[2][T::NI][2], small[2][T::NI][2];
#pragma unroll
        for (int step = 0; step < 2; step++) {
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
                float2 both = B::pair(b, place.column + 8 * ni + place.g, place.term + 8 * step + 2 * place.q);
                split(both.x, large[step][ni][0], small[step][ni][0]);
                split(both.y, large[step][ni][1], small[step][ni][1]);
            }
        }
#pragma unroll
        for (int mi = 0; mi < T::MI; mi++) {
            float stage[T::NI][4];
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    stage[ni][i] = 0.f;
                }
            }
#pragma unroll
            for (int step = 0; step < 2; step++) {
                float values[4];
                load_rows<A>(values, a, place.row + 16 * mi + place.g, place.term + 8 * step + 2 * place.q);
                unsigned largeRows[4], smallRows[4];
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    split(values[i], largeRows[i], smallRows[i]);
                }
                // Products that add to the same fragment are kept apart: each would wait for the one before.
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    mma_tf32(stage[ni], smallRows, large[step][ni]);
                }
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    mma_tf32(stage[ni], largeRows, small[step][ni]);
                }
#pragma unroll
                for (int ni = 0; ni < T::NI; ni++) {
                    mma_tf32(stage[ni], largeRows, large[step][ni]);
                }
            }
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    sum.v[mi][ni][i] += stage[ni][i];
                }
            }
        }
    }
};

/** bfloat16: factors of 8 bits, sums in float32. */
struct Bf16 {
    template <class T, class A, class B>
    static NC_DEVICE void multiply(Accumulator<T> &sum, const float *a, const float *b, const WarpPlace<T> &place) {
        int term = place.term + 2 * place.q;
        unsigned columns[T::NI][2];
#pragma unroll
        for (int ni = 0; ni < T::NI; ni++) {
#pragma unroll
            for (int i = 0; i < 2; i++) {
                float2 both = B::pair(b, place.column + 8 * ni + place.g, term + 8 * i);
                columns[ni][i] = pack_bf16(both.x, both.y);
            }
        }
#pragma unroll
        for (int mi = 0; mi < T::MI; mi++) {
            unsigned rows[4];
#pragma unroll
            for (int i = 0; i < 4; i++) {
                float2 both = A::pair(a, place.row + 16 * mi + 8 * (i % 2) + place.g, term + 8 * (i / 2));
                rows[i] = pack_bf16(both.x, both.y);
            }
#pragma unroll
            for (int ni = 0; ni < T::NI; ni++) {
                mma_bf16(sum.v[mi][ni], rows, columns[ni]);
            }
        }
    }
};

#endif
