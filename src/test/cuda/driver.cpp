// An emulated GPU's driver: a libcuda.so.1 with the part of the driver API that ncollapse uses; `build` makes it.
// Kernels are looked up by name in the code compiled in here; what cuModuleLoadData receives is not looked at.
//
// Environment: NC_EMULATED_CAPABILITY (default 90), NC_EMULATED_DEVICES (1), NC_EMULATED_SEED (order of threads).
#include "driver_memory.h"

static std::map<std::string, Kernel> kernels = make_kernels();

extern "C" {

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
int cuLaunchKernel(
    Kernel *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned sharedBytes, Stream *stream, void **arguments, void **
) {
    LOCKED;
    unsigned threads = bx * by * bz;
    if (!currentContext) {
        return INVALID_CONTEXT;
    }
    if (!gx || !gy || !gz || gx > 0x7fffffff || gy > 65535 || gz > 65535 || !threads || threads > 1024 ||
        (int)sharedBytes > function->allowedShared) {
        return INVALID_VALUE;
    }
    if (function->threads && (int)threads != function->threads) {
        fprintf(
            stderr, "emulated GPU: %s needs blocks of %d threads, not %u\n", function->name.c_str(), function->threads,
            threads
        );
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
    stream->capturer = std::this_thread::get_id();
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
