// An emulated NVRTC: a libnvrtc.so.12 whose programs all compile to an image that the emulated driver does not look at.
//
//   gcc -O1 -shared -fPIC -Wl,-soname,libnvrtc.so.12 nvrtc.c -o libnvrtc.so.12
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const int targets[] = {70, 75, 80, 86, 89, 90, 100, 120};
static const char image[] = "emulated";

int nvrtcVersion(int *major, int *minor) {
    *major = 12;
    *minor = 99; // Of no real NVRTC: compiled kernels are kept by version.
    return 0;
}
int nvrtcGetNumSupportedArchs(int *count) {
    *count = sizeof(targets) / sizeof(*targets);
    return 0;
}
int nvrtcGetSupportedArchs(int *architectures) {
    memcpy(architectures, targets, sizeof(targets));
    return 0;
}
int nvrtcCreateProgram(void **program, const char *source, const char *name, int headers, const char *const *texts, const char *const *names) {
    *program = malloc(1);
    return source && name && (headers == 0 || (texts && names)) ? 0 : 3;
}
int nvrtcDestroyProgram(void **program) {
    free(*program);
    *program = NULL;
    return 0;
}
int nvrtcCompileProgram(void *program, int count, const char *const *options) {
    return program && (count == 0 || options) ? 0 : 4;
}
int nvrtcGetProgramLogSize(void *program, size_t *bytes) {
    *bytes = 1;
    return program ? 0 : 4;
}
int nvrtcGetProgramLog(void *program, char *log) {
    *log = 0;
    return program ? 0 : 4;
}
int nvrtcGetCUBINSize(void *program, size_t *bytes) {
    *bytes = sizeof(image);
    return program ? 0 : 4;
}
int nvrtcGetCUBIN(void *program, char *cubin) {
    memcpy(cubin, image, sizeof(image));
    return program ? 0 : 4;
}
int nvrtcGetPTXSize(void *program, size_t *bytes) {
    return nvrtcGetCUBINSize(program, bytes);
}
int nvrtcGetPTX(void *program, char *ptx) {
    return nvrtcGetCUBIN(program, ptx);
}
