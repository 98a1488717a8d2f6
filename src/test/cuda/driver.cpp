// An emulated GPU's driver: a libcuda.so.1 with the part of the driver API that ncollapse uses. Kernels are looked up by
// name in the code compiled in here; what cuModuleLoadData receives is not looked at.
//
//   g++ -std=c++20 -O2 -march=native -ffp-contract=off -Wno-unknown-pragmas -shared -fPIC -Wl,-soname,libcuda.so.1 driver.cpp -o libcuda.so.1
//
// Environment: NC_EMULATED_CAPABILITY (default 90), NC_EMULATED_DEVICES (1), NC_EMULATED_SEED (order of threads).
#include "device.h"

static std::map<std::string, Kernel> kernels = make_kernels();
static bool initialized;

static int number(const char *name, int fallback) {
    const char *text = getenv(name);
    return text ? atoi(text) : fallback;
}

static int copy(Stream *stream, void *to, const void *from, size_t bytes) {
    return enqueue(stream, [=] { memcpy(to, from, bytes); });
}

/** A copy that the host waits for. */
static int copy_now(void *to, const void *from, size_t bytes) {
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    drain_all();
    memory.open();
    memcpy(to, from, bytes);
    memory.close();
    return SUCCESS;
}

static int fill(Stream *stream, void *to, unsigned value, int bytes, size_t count) {
    if (!memory.holds(to, bytes * count)) {
        return INVALID_VALUE;
    }
    return enqueue(stream, [=] {
        for (size_t i = 0; i < count; i++) {
            memcpy((char *)to + i * bytes, &value, bytes);
        }
    });
}

#define LOCKED std::lock_guard<std::recursive_mutex> guard(lock)

extern "C" {

int cuInit(unsigned) {
    initialized = true;
    emulator::random_state = 2 * number("NC_EMULATED_SEED", 1) + 1;
    return SUCCESS;
}
int cuDriverGetVersion(int *version) {
    *version = 12090;
    return SUCCESS;
}
/** NVRTC asks for this as soon as it finds cuInit, and crashes without an answer. */
int cuGetExportTable(const void **, const void *) {
    return NOT_FOUND;
}
int cuGetErrorName(int status, const char **name) {
    static const std::map<int, const char *> names = {{0, "CUDA_SUCCESS"}, {1, "CUDA_ERROR_INVALID_VALUE"}, {2, "CUDA_ERROR_OUT_OF_MEMORY"}, {3, "CUDA_ERROR_NOT_INITIALIZED"}, {100, "CUDA_ERROR_NO_DEVICE"}, {101, "CUDA_ERROR_INVALID_DEVICE"}, {201, "CUDA_ERROR_INVALID_CONTEXT"}, {400, "CUDA_ERROR_INVALID_HANDLE"}, {500, "CUDA_ERROR_NOT_FOUND"}, {600, "CUDA_ERROR_NOT_READY"}, {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"}, {801, "CUDA_ERROR_NOT_SUPPORTED"}, {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"}, {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED"}, {903, "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED"}, {906, "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT"}};
    auto found = names.find(status);
    *name = found == names.end() ? nullptr : found->second;
    return found == names.end() ? INVALID_VALUE : SUCCESS;
}
int cuGetErrorString(int status, const char **text) {
    return cuGetErrorName(status, text);
}

int cuDeviceGetCount(int *count) {
    *count = number("NC_EMULATED_DEVICES", 1);
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
int cuDeviceGet(int *device, int ordinal) {
    *device = ordinal;
    return !initialized ? NOT_INITIALIZED : ordinal < 0 || ordinal >= number("NC_EMULATED_DEVICES", 1) ? INVALID_DEVICE : SUCCESS;
}
int cuDeviceGetName(char *name, int length, int) {
    snprintf(name, length, "Emulated GPU");
    return SUCCESS;
}
int cuDeviceGetUuid_v2(unsigned char *uuid, int device) {
    memset(uuid, device, 16);
    return SUCCESS;
}
int cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = memory.capacity;
    return SUCCESS;
}
int cuDeviceGetAttribute(int *value, int attribute, int) {
    int capability = number("NC_EMULATED_CAPABILITY", 90);
    switch (attribute) {
    case 1: // threads per block
        *value = 1024;
        return SUCCESS;
    case 8: // shared memory per block
        *value = 48 << 10;
        return SUCCESS;
    case 10: // warp
        *value = 32;
        return SUCCESS;
    case 16: // multiprocessors
        *value = 4;
        return SUCCESS;
    case 75:
        *value = capability / 10;
        return SUCCESS;
    case 76:
        *value = capability % 10;
        return SUCCESS;
    case 81: // shared memory per multiprocessor
    case 97: // shared memory per block, on request
        *value = capability == 75 ? 64 << 10 : 96 << 10;
        return SUCCESS;
    default:
        *value = 0;
        return SUCCESS;
    }
}
int cuDevicePrimaryCtxRetain(void **context, int device) {
    *context = (void *)(size_t)(device + 1);
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
int cuDevicePrimaryCtxRelease_v2(int) {
    return SUCCESS;
}
int cuDevicePrimaryCtxReset_v2(int) {
    return SUCCESS;
}
static thread_local void *currentContext;
int cuCtxSetCurrent(void *context) {
    currentContext = context;
    return SUCCESS;
}
int cuCtxGetCurrent(void **context) {
    *context = currentContext;
    return SUCCESS;
}
int cuCtxPushCurrent_v2(void *context) {
    return cuCtxSetCurrent(context);
}
int cuCtxPopCurrent_v2(void **context) {
    *context = currentContext;
    currentContext = nullptr;
    return SUCCESS;
}
int cuCtxSynchronize() {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    return SUCCESS;
}

int cuMemAlloc_v2(void **pointer, size_t bytes) {
    LOCKED;
    if (!currentContext) {
        return INVALID_CONTEXT;
    }
    if (int status = refuse_during_capture()) {
        return status;
    }
    *pointer = memory.allocate(bytes);
    return *pointer ? SUCCESS : bytes == 0 ? INVALID_VALUE : OUT_OF_MEMORY;
}
int cuMemFree_v2(void *pointer) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    return memory.free(pointer) ? SUCCESS : INVALID_VALUE;
}
int cuMemGetInfo_v2(size_t *free, size_t *total) {
    LOCKED;
    *free = memory.free_bytes();
    *total = memory.capacity;
    return SUCCESS;
}
int cuMemHostAlloc(void **pointer, size_t bytes, unsigned) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    *pointer = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    return *pointer ? SUCCESS : OUT_OF_MEMORY;
}
int cuMemAllocHost_v2(void **pointer, size_t bytes) {
    return cuMemHostAlloc(pointer, bytes, 0);
}
int cuMemFreeHost(void *pointer) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    free(pointer);
    return SUCCESS;
}
int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(to, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(from, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoD_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(to, bytes) && memory.holds(from, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(to, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(from, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(to, bytes) && memory.holds(from, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemsetD8Async(void *to, unsigned char value, size_t count, Stream *stream) {
    LOCKED;
    return fill(stream, to, value, 1, count);
}
int cuMemsetD32Async(void *to, unsigned value, size_t count, Stream *stream) {
    LOCKED;
    return fill(stream, to, value, 4, count);
}
int cuMemsetD8_v2(void *to, unsigned char value, size_t count) {
    LOCKED;
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    return fill(nullptr, to, value, 1, count);
}
int cuMemsetD32_v2(void *to, unsigned value, size_t count) {
    LOCKED;
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    return fill(nullptr, to, value, 4, count);
}

int cuModuleLoadData(void **module, const void *image) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    *module = (void *)&kernels;
    return image && currentContext ? SUCCESS : currentContext ? INVALID_VALUE : INVALID_CONTEXT;
}
int cuModuleLoadDataEx(void **module, const void *image, unsigned, int *, void **) {
    return cuModuleLoadData(module, image);
}
int cuModuleUnload(void *) {
    return SUCCESS;
}
int cuModuleGetFunction(Kernel **function, void *, const char *name) {
    auto found = kernels.find(name);
    *function = found == kernels.end() ? nullptr : &found->second;
    return *function ? SUCCESS : NOT_FOUND;
}
int cuFuncSetAttribute(Kernel *function, int attribute, int value) {
    if (attribute == 8) { // dynamic shared memory
        if (value > 96 << 10) {
            return INVALID_VALUE;
        }
        function->allowedShared = std::max(function->allowedShared, value);
    }
    return SUCCESS;
}
int cuFuncGetAttribute(int *value, int attribute, Kernel *function) {
    *value = attribute == 0 ? function->threads ? function->threads : 1024 : 0;
    return SUCCESS;
}
int cuLaunchKernel(Kernel *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned sharedBytes, Stream *stream, void **arguments, void **) {
    LOCKED;
    unsigned threads = bx * by * bz;
    if (!currentContext) {
        return INVALID_CONTEXT;
    }
    if (!gx || !gy || !gz || gx > 0x7fffffff || gy > 65535 || gz > 65535 || !threads || threads > 1024 || (int)sharedBytes > function->allowedShared) {
        return INVALID_VALUE;
    }
    if (function->threads && (int)threads != function->threads) {
        fprintf(stderr, "emulated GPU: %s needs blocks of %d threads, not %u\n", function->name.c_str(), function->threads, threads);
        return LAUNCH_OUT_OF_RESOURCES;
    }
    Work kernel = function->bind(arguments);
    return enqueue(stream, [=] { emulator::launch({gx, gy, gz}, {bx, by, bz}, sharedBytes, kernel); });
}

int cuStreamCreate(Stream **stream, unsigned) {
    LOCKED;
    *stream = new Stream;
    streams.insert(*stream);
    return SUCCESS;
}
int cuStreamCreateWithPriority(Stream **stream, unsigned flags, int) {
    return cuStreamCreate(stream, flags);
}
int cuStreamDestroy_v2(Stream *stream) {
    LOCKED;
    drain(stream);
    return streams.erase(stream) ? SUCCESS : INVALID_HANDLE;
}
int cuStreamSynchronize(Stream *stream) {
    LOCKED;
    stream = stream ? stream : &defaultStream;
    if (stream->capture) {
        stream->invalidated = true;
        return CAPTURE_UNSUPPORTED;
    }
    drain(stream);
    return SUCCESS;
}
int cuStreamQuery(Stream *stream) {
    // Asked again and again, the work is done at some time; the second question finds it so.
    LOCKED;
    stream = stream ? stream : &defaultStream;
    if (stream->work.empty()) {
        return SUCCESS;
    }
    drain(stream);
    return NOT_READY;
}
int cuStreamBeginCapture_v2(Stream *stream, int mode) {
    LOCKED;
    if (!stream || stream->capture) {
        return stream ? 1 : CAPTURE_UNSUPPORTED;
    }
    stream->capture = new Graph;
    stream->captureMode = mode;
    stream->invalidated = false;
    return SUCCESS;
}
int cuStreamEndCapture(Stream *stream, Graph **graph) {
    LOCKED;
    if (!stream || !stream->capture) {
        return CAPTURE_UNMATCHED;
    }
    *graph = stream->invalidated ? nullptr : stream->capture;
    bool invalidated = stream->invalidated;
    stream->capture = nullptr;
    stream->invalidated = false;
    return invalidated ? CAPTURE_INVALIDATED : SUCCESS;
}
int cuStreamIsCapturing(Stream *stream, int *status) {
    *status = !stream || !stream->capture ? 0 : stream->invalidated ? 2 : 1;
    return SUCCESS;
}

int cuGraphInstantiateWithFlags(Graph **executable, Graph *graph, unsigned long long) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    *executable = new Graph(*graph);
    return SUCCESS;
}
int cuGraphUpload(Graph *, Stream *) {
    return SUCCESS;
}
int cuGraphLaunch(Graph *graph, Stream *stream) {
    LOCKED;
    if (stream && stream->capture) {
        stream->invalidated = true;
        return CAPTURE_UNSUPPORTED;
    }
    // The nodes are shared with the executable, which may be destroyed once its launch is queued.
    auto nodes = std::make_shared<std::vector<Work>>(graph->nodes);
    return enqueue(stream, [=] {
        for (auto &node : *nodes) {
            node();
        }
    });
}
int cuGraphGetNodes(Graph *graph, void **, size_t *count) {
    *count = graph->nodes.size();
    return SUCCESS;
}
int cuGraphDestroy(Graph *graph) {
    delete graph;
    return SUCCESS;
}
int cuGraphExecDestroy(Graph *executable) {
    delete executable;
    return SUCCESS;
}

int cuEventCreate(Event **event, unsigned) {
    *event = new Event;
    return SUCCESS;
}
int cuEventDestroy_v2(Event *) {
    return SUCCESS;
}
int cuEventRecord(Event *event, Stream *stream) {
    LOCKED;
    stream = stream ? stream : &defaultStream;
    if (stream->capture) {
        stream->invalidated = true;
        return CAPTURE_UNSUPPORTED;
    }
    event->stream = stream;
    event->pending = true;
    return enqueue(stream, [=] { event->pending = false; });
}
int cuEventSynchronize(Event *event) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    memory.open();
    while (event->pending && !event->stream->work.empty()) {
        run_next(event->stream);
    }
    memory.close();
    return SUCCESS;
}
int cuEventQuery(Event *event) {
    LOCKED;
    if (!event->pending) {
        return SUCCESS;
    }
    cuEventSynchronize(event);
    return NOT_READY;
}
int cuEventElapsedTime(float *milliseconds, Event *, Event *) {
    *milliseconds = 1;
    return SUCCESS;
}
int cuEventElapsedTime_v2(float *milliseconds, Event *start, Event *end) {
    return cuEventElapsedTime(milliseconds, start, end);
}
int cuStreamWaitEvent(Stream *stream, Event *event, unsigned) {
    LOCKED;
    return enqueue(stream, [=] {
        while (event->pending && !event->stream->work.empty()) {
            run_next(event->stream);
        }
    });
}
}
