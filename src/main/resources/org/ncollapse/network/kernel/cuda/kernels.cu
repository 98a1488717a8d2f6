// The CUDA kernels of ncollapse: every entry point, and how it is launched. The host's contract; its tests run under
// src/test/cuda/test_kernels.cpp, on an emulated GPU.
//
// COMPILATION. NVRTC, one program, the folder's *.cuh as headers by their bare names. Options:
//   --gpu-architecture=sm_XX --std=c++17 --fmad=false
//   -DNC_PRECISIONS=mask     1 fma, 2 tf32x3, 4 tf32, 8 bf16 (the last three from sm_80 on)
//   -DNC_PRODUCTS=mask       1 linear and linear_input, 2 conv2d_weights, 4 conv2d
//   -DNC_COMMON=0            without the kernels that have no precision
// The parts may be compiled one by one and loaded together. An MLP needs products 1 and 2 only.
// Fused multiply-adds are written out where they are wanted, so results do not depend on the compiler's choices.
// float32 is tf32x3 on compute capability 8.0, 9.0 and 10.x, and fma elsewhere: consumer GPUs multiply three TF32
// products more slowly than one float32 product.
//
// CONVENTIONS. Arrays are float32 in device memory, 16-byte aligned unless "any alignment"; feature maps are NHWC.
// "Nullable" pointers may be 0. Nothing may alias unless said. Every sum has a fixed order; there are no atomics.
// Gradients are those of the sum over the batch. Grids are (x, y, z); ceil(a/b) is the usual.
// P is a precision, T a tile. products.tsv gives for each matrix product the tile's rows and columns, the terms a stage
// takes (depth), the threads of a block and the dynamic shared memory; the others need none. More than 48 KiB must be
// allowed by cuFuncSetAttribute once.
//
// CHOICE OF TILES, by shape and number of multiprocessors S alone. Of the tiles that fit, the one with the least cost,
// the first in products.tsv of equals:
//   conv2d, linear, linear_input: ceil(blocks/S) · rows · columns · cost_factor, blocks = the grid's.
//   conv2d_weights: for each tile blocks = ceil(outChannels/rows) · ceil(kernelSize²·inChannels/columns), stages =
//     ceil(positions/depth), splits = 1 for a linear layer, else max(1, min(2·S/blocks, stages/8)) in whole numbers;
//     cost = ceil(blocks·splits/S) · rows · columns · cost_factor · ceil(stages/splits) · depth.
// Tiles with _any fit every shape and alignment; the others need:
//   conv2d            inChannels % 4 == 0 (the channels read)
//   conv2d_weights    inChannels % 4 == 0 and outChannels % 4 == 0
//   linear            inputs % 4 == 0, weights 16-byte aligned
//   linear_input      inputs % 4 == 0 and outputs % 4 == 0, weights 16-byte aligned
// where one of them fits, the _any tiles are left out.
//
// DATA
//   gather(const unsigned char *images, const int *labels, const int *permutation, const int *batchIndex, const float
//          *table, float *batch, int *batchLabels, int rows, int batchSize, int channels, int height, int width, int
//          channelsLast)
//     grid (ceil(C·H·W/256), rows), block 256. Sample permutation[*batchIndex·batchSize + row] (nullable: no
//     permutation) of images C×H×W → row of the batch, H×W×C if channelsLast. table: 256 floats a channel,
//     Standardizer's own.
//   pack_weights(const float *parameters, float *packed, const int *table)
//     grid (any, convolutions), block 256. table: 8 ints a convolution: offset of the weights in parameters (any
//     alignment), offset of the forward pack or −1, of the backward pack or −1 (multiples of 4), outChannels,
//     inChannels, kernelSize, stride, 0. Sizes: kernelSize²·inChannels·roundUp4(outChannels) forward,
//     kernelSize²·outChannels·roundUp4(inChannels) backward.
//   layout_conversion(const float *input, float *output, int channels, int positions)
//     grid (ceil(channels·positions/256), batch), block 256. C,H,W → H,W,C.
//   store_rows(const float *source, float *destination, const int *batchIndex, int batchSize, int rows, int width)
//     grid ceil(rows·width/256), block 256. destination starts at row *batchIndex·batchSize.
//   advance(int *batchIndex)
//     grid 1, block 1. Adds 1, for passes without a criterion.
//
// CONVOLUTION
//   conv2d_P_T(const float *input, const float *weights, float *output, const float *scale, const float *shift, const
//          float *mask, const float *addend, float *partials, int batch, int inHeight, int inWidth, int inChannels, int
//          outHeight, int outWidth, int outChannels, int kernelSize, int stride, int backward, int relu)
//     The output, or with backward = 1 the gradient of the input; input and output, in… and out… are then the gradients
//     of the convolution's output and input. weights: the forward or the backward pack. Then, each if its pointer is
//     not null: v·scale[c] + shift[c] (shift alone: a bias); + addend (may be output); max(v, 0) if relu; 0 where mask
//     ≤ 0. partials (nullable): statistics of the sums before all that, for batch_norm_finalize with rowsPerBlock = the
//     tile's rows: grid.x · 2 · outChannels floats. grid (ceil(positions/rows), ceil(outChannels/columns), backward ?
//     stride² : 1), positions = batch·outHeight·outWidth forward, batch·ceil(outHeight/stride)·ceil(outWidth/stride)
//     backward.
//   conv2d_weights_P_T(const float *input, const float *outputGradient, float *result, float *biasGradient, int batch,
//          int inHeight, int inWidth, int inChannels, int outHeight, int outWidth, int outChannels, int kernelSize, int
//          stride, int splits)
//     The gradient of the weights. result (any alignment): the gradient itself if splits == 1 and kernelSize == 1, else
//     scratch of splits·outChannels·kernelSize²·inChannels floats for reduce_weights. biasGradient (nullable, any
//     alignment, only with splits == 1): outChannels floats. grid (ceil(outChannels/rows),
//     ceil(kernelSize²·inChannels/columns), splits).
//   reduce_weights(const float *partial, float *gradient, int splits, int outChannels, int inChannels, int kernelSize)
//     grid ceil(elements·slices/256), block 256, slices = splits >= 32 ? 8 : splits >= 8 ? 4 : 1. gradient: any
//     alignment.
//
// LINEAR (rows × in, W out × in)
//   linear_P_T(const float *input, const float *weights, const float *bias, float *output, float *partials, int rows,
//          int inputs, int outputs, int relu)
//     bias nullable. partials nullable, as in conv2d, without bias. grid (ceil(rows/tile rows), ceil(outputs/columns)).
//   linear_input_P_T(const float *outputGradient, const float *weights, float *inputGradient, const float *mask, const
//          float *addend, int rows, int inputs, int outputs)
//     mask (nullable): the layer's input if that is the output of a ReLU; the gradient is then that before the ReLU.
//     addend nullable. grid (ceil(rows/tile rows), ceil(inputs/columns)).
//   The gradients of W and bias: conv2d_weights_P_T with batch = rows, heights, widths, kernelSize, stride and splits 1.
//
// BATCH NORMALIZATION (rows = batch·height·width)
//   batch_norm_partials(const float *input, float *partials, int rows, int channels)
//     For inputs that no product computed. grid (ceil(rows/128), ceil(channels/32)), block 256; rowsPerBlock 128.
//   batch_norm_finalize(const float *partials, int blocks, int rowsPerBlock, int rows, int channels, double epsilon,
//          float *mean, float *variance, float *inverseStd, const float *runningMean, const float *runningVariance,
//          double factor, float *runningMeanGradient, float *runningVarianceGradient)
//     grid ceil(channels/8), block 512. The four running… are nullable together, any alignment; gradient =
//     factor·(running − batch), with the batch's unbiased variance.
//   inverse_std(const float *variance, double epsilon, float *inverseStd, int channels)
//     grid ceil(channels/256), block 256.
//   fold_batch_norm(const float *scaleAndShift, const float *mean, const float *variance, double epsilon, float
//          *foldedScale, float *foldedShift, int channels)
//     grid ceil(channels/256), block 256. Any alignment.
//   batch_norm_forward(const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd,
//          const float *residual, const float *residualScaleAndShift, const float *residualMean, const float
//          *residualInverseStd, float *output, int rows, int channels, int relu)
//     + residual, or + the residual's own normalization if residualScaleAndShift is not null (both nullable), then the
//     ReLU. output may be input or residual. grid min(8·S, ceil(rows·channels/1024)), block 256.
//   batch_norm_backward_partials(const float *input, const float *scaleAndShift, const float *mean, const float
//          *inverseStd, const float *outputGradient, const float *output, float *maskedGradient, float *partials, int
//          rows, int channels, int rowsPerBlock, int reluMode)
//     reluMode 0: no ReLU; 1: the normalization's own, recomputed; 2: by output > 0, the output after a residual sum.
//     maskedGradient (nullable, may be outputGradient) receives the gradient before the ReLU, which is the residual's
//     too. grid (blocks, ceil(channels/32)), block 256, blocks = ceil(rows/rowsPerBlock), rowsPerBlock = max(64,
//     ceil(rows·ceil(channels/32)/(4·S)) rounded up to a multiple of 64). partials: blocks·2·channels floats.
//   batch_norm_backward_finalize(const float *partials, int blocks, int rows, int channels, float
//          *scaleAndShiftGradient, float *coefficients)
//     grid ceil(channels/8), block 512. coefficients: 2·channels floats for the next kernel. Gradient: any alignment.
//   batch_norm_backward_input(const float *input, const float *scaleAndShift, const float *mean, const float
//          *inverseStd, const float *outputGradient, const float *output, const float *coefficients, float
//          *inputGradient, int rows, int channels, int reluMode)
//     reluMode 0 with a masked gradient. inputGradient may be outputGradient or input. Grid as batch_norm_forward.
//
// ELEMENT BY ELEMENT (any alignment, in place allowed, grid ceil(count/1024), block 256)
//   relu_forward(const float *input, float *output, int count)
//   relu_backward(const float *output, const float *outputGradient, float *inputGradient, int count)
//   add(const float *a, const float *b, float *output, int count, int relu)
//   scaled_difference(const float *a, const float *b, double scale, double factor, float *result, int count)
//   pool_forward(const float *input, float *output, int positions, int channels)
//     grid (ceil(channels/32), batch), block 256.
//   pool_backward(const float *outputGradient, float *inputGradient, int positions, int channels)
//     grid (ceil(positions·channels/1024), batch), block 256.
//
// CRITERION AND OPTIMIZER
//   criterion(float *logits, const int *labels, double *losses, int *errors, int *counters, int rows, int classes, int
//          crossEntropy)
//     grid 1, block 1024. With s = counters[0]: losses[s], errors[s]; the logits become their gradient; counters[1] =
//     s, counters[0] = s + 1. So gather reads counters[0] as its batchIndex and sgd counters[1]. Any alignment.
//   sgd(float *parameters, const float *gradients, float *velocity, const int *slices, const float *rates, const int
//          *counters, float inverseBatchSize, float momentum)
//     grid slices, block 256. slices: 4 ints each: offset, length (1024 to 4096 is well), 0 if not trained, 1 with
//     weight decay in the gradient, 2 with decoupled weight decay, bits of the weight decay as a float. Rate:
//     rates[counters[1]]. Equal to UpdateRule to the bit. Any alignment.
//   adam(float *parameters, const float *gradients, float *average, float *squareAverage, const int *slices, const float
//          *scalars, const int *counters, float inverseBatchSize, float keepAverage, float takeGradient, float
//          keepSquare, float takeSquare, float epsilon)
//     as sgd. scalars: 3 floats a step: rate, rate/(1 − β₁ᵗ), √(1 − β₂ᵗ).
//
// METRICS
//   head_predictions(const float *features, const float *weights, const float *bias, int *predictions, const int
//          *batchIndex, int batchSize, int rows, int width, int classes)
//     grid ceil(rows/8), block 256. bias nullable. Logits in double; predictions[*batchIndex·batchSize + row]; −1 if a
//     logit is not finite. Any alignment.
//   count_errors(const int *predictions, const int *labels, int *errors, int count)
//     grid 1, block 1024.
//   count_not_finite(const float *values, int *counts, int count)
//     any grid, block 256; counts: one a block. Any alignment.
//   Moments of N samples: features N×d; order: the samples by class; classStart: K + 1 positions in it; chunks: at
//     most 16.
//   class_sums(const float *features, const int *order, const int *classStart, double *partials, int width, int chunks)
//     grid (ceil(d/128), K, chunks), block 128; partials chunks·K·d. class_squares alike, with offsets.
//   class_offsets(const float *features, const int *order, const int *classStart, const double *partials, double
//          *anchors, double *offsets, int width, int chunks)
//     grid (ceil(d/128), K), block 128; anchors, offsets K·d: the class mean is their sum; 0 for an empty class.
//   class_squares(const float *features, const int *order, const int *classStart, const double *offsets, double
//          *partials, int width, int chunks)
//   class_square_sums(const double *partials, double *sums, int width, int chunks)
//     grid K, block 256; sums K.
//   class_scatter(const float *features, const int *order, const int *classStart, const double *offsets, double
//          *partials, int classes, int samples, int width, int splits)
//     grid (t(t + 1)/2, splits), t = ceil(d/64), block 256; partials splits·d·d; splits: max(1, min(N/256,
//     4·S/grid.x)).
//   class_scatter_sum(const double *partials, double *scatter, int width, int splits)
//     grid ceil(d·d/256), block 256. Symmetric.

#ifndef NC_PRECISIONS
#define NC_PRECISIONS 15
#endif
#ifndef NC_PRODUCTS
#define NC_PRODUCTS 7
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
