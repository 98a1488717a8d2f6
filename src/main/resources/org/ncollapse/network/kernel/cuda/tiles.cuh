// The matrix products that exist: their tiles, and the entry points for each precision.
#pragma once
#include "conv2d_weights.cuh"
#include "linear.cuh"

//           rows, columns, warps along rows, columns and sum, stages, blocks per SM that registers must allow
typedef Tile<128, 128, 2, 4, 1, 3, 1> Tile128x128;
typedef Tile<128, 64, 2, 2, 1, 3, 2> Tile128x64;
typedef Tile<64, 64, 2, 2, 1, 4, 3> Tile64x64;
typedef Tile<128, 32, 4, 1, 1, 3, 3> Tile128x32;
typedef Tile<128, 16, 4, 1, 1, 3, 4> Tile128x16;
typedef Tile<32, 32, 1, 1, 4, 3, 3> Tile32x32;
typedef Tile<32, 96, 1, 3, 2, 3, 2> Tile32x96;
typedef Tile<16, 48, 1, 1, 3, 3, 4> Tile16x48;

#if NC_PRODUCTS & 1
#define NC_LINEAR_PRODUCTS(PRECISION, P)                                                                               \
    LINEAR(PRECISION, P, 64x64, Tile64x64, 4)                                                                          \
    LINEAR(PRECISION, P, 32x32, Tile32x32, 4)                                                                          \
    LINEAR(PRECISION, P, 64x64_any, Tile64x64, 1)                                                                      \
    LINEAR(PRECISION, P, 32x32_any, Tile32x32, 1)                                                                      \
    LINEAR_INPUT(PRECISION, P, 64x64, Tile64x64, 4)                                                                    \
    LINEAR_INPUT(PRECISION, P, 32x32, Tile32x32, 4)                                                                    \
    LINEAR_INPUT(PRECISION, P, 64x64_any, Tile64x64, 1)                                                                \
    LINEAR_INPUT(PRECISION, P, 32x32_any, Tile32x32, 1)
#else
#define NC_LINEAR_PRODUCTS(PRECISION, P)
#endif

#if NC_PRODUCTS & 2
#define NC_WEIGHT_PRODUCTS(PRECISION, P)                                                                               \
    CONV2D_WEIGHTS(PRECISION, P, 128x128, Tile128x128, 4)                                                              \
    CONV2D_WEIGHTS(PRECISION, P, 64x64, Tile64x64, 4)                                                                  \
    CONV2D_WEIGHTS(PRECISION, P, 32x96, Tile32x96, 4)                                                                  \
    CONV2D_WEIGHTS(PRECISION, P, 16x48, Tile16x48, 4)                                                                  \
    CONV2D_WEIGHTS(PRECISION, P, 32x32, Tile32x32, 4)                                                                  \
    CONV2D_WEIGHTS(PRECISION, P, 64x64_any, Tile64x64, 1)                                                              \
    CONV2D_WEIGHTS(PRECISION, P, 16x48_any, Tile16x48, 1)
#else
#define NC_WEIGHT_PRODUCTS(PRECISION, P)
#endif

#if NC_PRODUCTS & 4
#define NC_CONVOLUTION_PRODUCTS(PRECISION, P)                                                                          \
    CONV2D(PRECISION, P, 128x128, Tile128x128, 4)                                                                      \
    CONV2D(PRECISION, P, 128x64, Tile128x64, 4)                                                                        \
    CONV2D(PRECISION, P, 64x64, Tile64x64, 4)                                                                          \
    CONV2D(PRECISION, P, 128x32, Tile128x32, 4)                                                                        \
    CONV2D(PRECISION, P, 128x16, Tile128x16, 4)                                                                        \
    CONV2D(PRECISION, P, 64x64_any, Tile64x64, 1)                                                                      \
    CONV2D(PRECISION, P, 128x16_any, Tile128x16, 1)
#else
#define NC_CONVOLUTION_PRODUCTS(PRECISION, P)
#endif

#define NC_PRODUCTS_OF(PRECISION, P)                                                                                  \
    NC_LINEAR_PRODUCTS(PRECISION, P)                                                                                   \
    NC_WEIGHT_PRODUCTS(PRECISION, P)                                                                                   \
    NC_CONVOLUTION_PRODUCTS(PRECISION, P)

#if NC_PRECISIONS & 1
NC_PRODUCTS_OF(fma, Fma)
#endif
#if NC_MATRIX_UNIT
#if NC_PRECISIONS & 2
NC_PRODUCTS_OF(tf32x3, Tf32x3)
#endif
#if NC_PRECISIONS & 4
NC_PRODUCTS_OF(tf32, Tf32)
#endif
#if NC_PRECISIONS & 8
NC_PRODUCTS_OF(bf16, Bf16)
#endif
#endif
