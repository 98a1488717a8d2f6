// Tests of every CUDA kernel on the emulated GPU.
//
// build makes it; usage: test_kernels [seed of the thread order]
#include "conv2d_tests.h"
#include "layer_tests.h"
#include "linear_tests.h"
#include "moments_tests.h"
#include "training_tests.h"

#include <chrono>
#include <fstream>
#include <set>
#include <sstream>

/** products.tsv, from which the host launches, must say what the source says. */
static void table_of_products() {
    std::string path = __FILE__;
    path = path.substr(0, path.rfind("test_kernels.cpp")) +
           "../../main/resources/org/ncollapse/network/kernel/cuda/products.tsv";
    std::ifstream file(path);
    std::set<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.insert(line.substr(0, line.rfind('\t')));
    }
    size_t expected = 1;
    auto compare = [&](const char *kind, auto &products) {
        std::string prefix = std::string(kind) + "_fma_";
        for (auto &product : products) {
            if (product.name.rfind(prefix, 0) == 0) {
                std::ostringstream line;
                line << kind << '\t' << product.name.substr(prefix.size()) << '\t' << product.rows << '\t'
                     << product.columns << '\t' << product.depth << '\t' << product.threads << '\t'
                     << product.sharedBytes;
                check(lines.count(line.str()) == 1, "products.tsv lacks: " + line.str());
                expected++;
            }
        }
    };
    compare("conv2d", conv2d_products);
    compare("conv2d_weights", conv2d_weights_products);
    compare("linear", linear_products);
    compare("linear_input", linear_input_products);
    check(lines.size() == expected, "products.tsv has other lines");
}

int main(int count, char **arguments) {
    if (count > 1) {
        emulator::random_state = std::strtoull(arguments[1], nullptr, 10) * 2 + 1;
    }
    auto start = std::chrono::steady_clock::now();
    table_of_products();
    training_tests::run();
    moments_tests::run();
    layer_tests::run();
    linear_tests::run();
    conv2d_tests::run();
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    printf("%ld launches, %d failures, %.1f s\n", emulator::launches, failures, seconds);
    return failures > 0;
}
