#ifndef NC_PRECISIONS
#define NC_PRECISIONS 15
#endif
#ifndef NC_CONVOLUTIONS
#define NC_CONVOLUTIONS 1
#endif
#ifndef NC_COMMON
#define NC_COMMON 1
#endif

#include "tiles.cuh"

#if NC_COMMON
#include "batch_norm_backward.cuh"
#include "data.cuh"
#include "elementwise.cuh"
#include "moments.cuh"
#include "predictions.cuh"
#endif
