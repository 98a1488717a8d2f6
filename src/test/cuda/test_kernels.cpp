// Tests of every CUDA kernel on the emulated GPU.
//
//   g++ -std=c++20 -O1 -march=native -ffp-contract=off -Wno-unknown-pragmas test_kernels.cpp -o test_kernels
//   ./test_kernels [seed of the thread order]
#include "conv2d_tests.h"
#include "layer_tests.h"
#include "linear_tests.h"
#include "moments_tests.h"
#include "training_tests.h"

#include <chrono>

int main(int count, char **arguments) {
    if (count > 1) {
        emulator::random_state = std::strtoull(arguments[1], nullptr, 10) * 2 + 1;
    }
    auto start = std::chrono::steady_clock::now();
    training_tests::run();
    moments_tests::run();
    layer_tests::run();
    linear_tests::run();
    conv2d_tests::run();
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    printf("%ld launches, %d failures, %.1f s\n", emulator::launches, failures, seconds);
    return failures > 0;
}
