// A test of the emulated driver: memory, launches by name, capture and replay, refusals.
//
//   g++ -std=c++20 -O1 test_driver.cpp -L FOLDER -l:libcuda.so.1 -Wl,-rpath,FOLDER -o test_driver
#include <cmath>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <tuple>
#include <vector>

extern "C" {
int cuInit(unsigned);
int cuDevicePrimaryCtxRetain(void **, int);
int cuCtxSetCurrent(void *);
int cuMemAlloc_v2(void **, size_t);
int cuMemFree_v2(void *);
int cuMemcpyHtoD_v2(void *, const void *, size_t);
int cuMemcpyDtoH_v2(void *, const void *, size_t);
int cuMemcpyDtoHAsync_v2(void *, const void *, size_t, void *);
int cuMemsetD32Async(void *, unsigned, size_t, void *);
int cuModuleLoadData(void **, const void *);
int cuModuleGetFunction(void **, void *, const char *);
int cuLaunchKernel(
    void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **
);
int cuStreamCreate(void **, unsigned);
int cuStreamSynchronize(void *);
int cuStreamBeginCapture_v2(void *, int);
int cuStreamEndCapture(void *, void **);
int cuGraphInstantiateWithFlags(void **, void *, unsigned long long);
int cuGraphLaunch(void *, void *);
}

static int failures;
static sigjmp_buf back;

static void expect(int actual, int expected, const char *what) {
    if (actual != expected) {
        failures++;
        printf("FAILED: %s: %d, not %d\n", what, actual, expected);
    }
}

static void fault(int) {
    siglongjmp(back, 1);
}

template <class... A> int launch(void *function, unsigned grid, unsigned block, void *stream, A... arguments) {
    void *pointers[] = {&arguments...};
    return cuLaunchKernel(function, grid, 1, 1, block, 1, 1, 0, stream, pointers, nullptr);
}

int main() {
    void *context, *module, *sgd, *linear, *stream, *memory, *graph, *executable;
    expect(cuInit(0), 0, "init");
    expect(cuMemAlloc_v2(&memory, 16), 201, "allocation without a context");
    expect(cuDevicePrimaryCtxRetain(&context, 0), 0, "context");
    expect(cuCtxSetCurrent(context), 0, "current context");
    expect(cuModuleLoadData(&module, "image"), 0, "module");
    expect(cuModuleGetFunction(&sgd, module, "sgd"), 0, "function");
    expect(cuModuleGetFunction(&linear, module, "linear_tf32x3_32x32"), 0, "product");
    expect(cuModuleGetFunction(&linear, module, "no_such_kernel"), 500, "unknown function");
    expect(cuStreamCreate(&stream, 0), 0, "stream");

    // A captured step, replayed; the rate and the counter live in device memory.
    const int n = 1000;
    std::vector<float> ones(n, 1.f), zeros(n, 0.f), rates = {0.1f, 0.01f};
    int decay;
    float lambda = 0.01f;
    memcpy(&decay, &lambda, 4);
    std::vector<int> slices = {0, n, 1, decay}, counters = {0, 0};
    void *w, *g, *v, *rate, *slice, *counter;
    for (auto [to, from, bytes] :
         {std::tuple<void **, const void *, size_t>{&w, ones.data(), 4 * n},
          {&g, ones.data(), 4 * n},
          {&v, zeros.data(), 4 * n},
          {&rate, rates.data(), 8},
          {&slice, slices.data(), 16},
          {&counter, counters.data(), 8}}) {
        expect(cuMemAlloc_v2(to, bytes), 0, "allocation");
        expect(cuMemcpyHtoD_v2(*to, from, bytes), 0, "copy to the device");
    }
    expect(cuStreamBeginCapture_v2(stream, 1), 0, "begin of a capture");
    expect(launch(sgd, 1, 256, stream, w, g, v, slice, rate, counter, 0.5f, 0.9f), 0, "captured launch");
    expect(cuStreamEndCapture(stream, &graph), 0, "end of a capture");
    expect(cuGraphInstantiateWithFlags(&executable, graph, 0), 0, "instantiation");
    double expected = 1, velocity = 0;
    for (int step = 0; step < 5; step++) {
        if (step == 3) {
            expect(cuMemsetD32Async((char *)counter + 4, 1, 1, stream), 0, "counter");
        }
        expect(cuGraphLaunch(executable, stream), 0, "replay");
        velocity = 0.9 * velocity + (0.5 + 0.01 * expected);
        expected -= (step < 3 ? 0.1 : 0.01) * velocity;
    }
    std::vector<float> result(n, 7.f);
    expect(cuMemcpyDtoHAsync_v2(result.data(), w, 4 * n, stream), 0, "asynchronous copy");
    expect(result[0] == 7.f, 1, "nothing happens before the host synchronizes");
    expect(cuStreamSynchronize(stream), 0, "synchronization");
    if (!(std::abs(result[n - 1] - expected) < 1e-6)) {
        failures++;
        printf("FAILED: five replays give %.8f, the formula %.8f\n", result[n - 1], expected);
    }

    // A capture refuses what a GPU refuses, and is spoiled.
    for (int what = 0; what < 3; what++) {
        expect(cuStreamBeginCapture_v2(stream, 0), 0, "begin");
        expect(
            what == 0   ? cuMemAlloc_v2(&memory, 16)
            : what == 1 ? cuStreamSynchronize(stream)
                        : cuMemcpyDtoH_v2(result.data(), w, 4),
            what == 2 ? 906 : 900, "a forbidden call during a capture"
        );
        expect(
            launch(sgd, 1, 256, stream, w, g, v, slice, rate, counter, 0.5f, 0.9f), 901, "launch into a spoiled capture"
        );
        expect(cuStreamEndCapture(stream, &graph), 901, "end of a spoiled capture");
    }

    expect(launch(sgd, 0, 256, stream, w, g, v, slice, rate, counter, 0.5f, 0.9f), 1, "empty grid");
    expect(launch(sgd, 1, 2048, stream, w, g, v, slice, rate, counter, 0.5f, 0.9f), 1, "block too large");
    expect(cuMemcpyHtoD_v2(w, ones.data(), 4 * n + 4), 1, "copy past the end");

    // The host cannot touch device memory.
    signal(SIGSEGV, fault);
    if (sigsetjmp(back, 1) == 0) {
        printf("%f\n", *(volatile float *)w);
        failures++;
        printf("FAILED: the host has read device memory\n");
    }
    expect(cuMemFree_v2(w), 0, "free");
    expect(cuMemFree_v2(w), 1, "free again");
    printf("emulated driver: %d failures\n", failures);
    return failures > 0;
}
