#!/usr/bin/env python3
"""Compiles kernels.cu with NVRTC for every target, to machine code, and reports registers and spills.

Usage: compile.py [--precisions MASK] [--common 0|1] [--keep FOLDER] [sm_XX ...]

NVRTC_PATH names the folder of libnvrtc.so.12 and libnvrtc-builtins.so.12.*. NVRTC does not check inline assembly when it
compiles to PTX, so the targets are sm_XX, never compute_XX.
"""
import argparse, ctypes, glob, os, re, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "../../main/resources/org/ncollapse/network/kernel/cuda")
TARGETS = ["sm_70", "sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "sm_120"]


def load_nvrtc(folder):
    # libnvrtc opens its builtins by name alone, so they are loaded by path first.
    for builtins in glob.glob(os.path.join(folder, "libnvrtc-builtins.so.*")):
        ctypes.CDLL(builtins)
    return ctypes.CDLL(glob.glob(os.path.join(folder, "libnvrtc.so.*"))[0])


def compile_kernels(nvrtc, target, options):
    """Returns (machine code or None, log)."""
    headers = sorted(glob.glob(os.path.join(SOURCE, "*.cuh")))
    read = lambda path: open(path, "rb").read()
    count = len(headers)
    program = ctypes.c_void_p()
    nvrtc.nvrtcCreateProgram(
        ctypes.byref(program),
        read(os.path.join(SOURCE, "kernels.cu")),
        b"kernels.cu",
        count,
        (ctypes.c_char_p * count)(*map(read, headers)),
        (ctypes.c_char_p * count)(*[os.path.basename(path).encode() for path in headers]),
    )
    flags = [b"--gpu-architecture=" + target.encode(), b"--std=c++17", b"--fmad=false", b"--ptxas-options=-v"]
    flags += [option.encode() for option in options]
    status = nvrtc.nvrtcCompileProgram(program, len(flags), (ctypes.c_char_p * len(flags))(*flags))
    size = ctypes.c_size_t()
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value + 1)
    nvrtc.nvrtcGetProgramLog(program, log)
    code = None
    if status == 0:
        nvrtc.nvrtcGetCUBINSize(program, ctypes.byref(size))
        code = ctypes.create_string_buffer(size.value)
        nvrtc.nvrtcGetCUBIN(program, code)
        code = code.raw
    nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
    return code, log.value.decode(errors="replace")


def usage_of_kernels(log):
    """Yields (kernel, registers, spilled bytes, static shared bytes) from ptxas's report."""
    for part in re.split(r"Compiling entry function '", log)[1:]:
        spills = sum(map(int, re.findall(r"(\d+) bytes spill", part)))
        registers = re.search(r"Used (\d+) registers", part)
        shared = re.search(r"(\d+) bytes smem", part)
        yield part.split("'")[0], int(registers.group(1)), spills, int(shared.group(1)) if shared else 0


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("targets", nargs="*", default=TARGETS)
    arguments.add_argument("--precisions", default="15")
    arguments.add_argument("--common", default="1")
    arguments.add_argument("--keep", help="folder for the machine code")
    arguments.add_argument("--verbose", action="store_true")
    arguments = arguments.parse_args()
    nvrtc = load_nvrtc(os.environ["NVRTC_PATH"])
    failed = False
    for target in arguments.targets:
        start = time.time()
        code, log = compile_kernels(nvrtc, target, [f"-DNC_PRECISIONS={arguments.precisions}", f"-DNC_COMMON={arguments.common}"])
        seconds = time.time() - start
        if code is None:
            failed = True
            print(f"{target}: failed after {seconds:.1f} s\n{log}")
            continue
        kernels = list(usage_of_kernels(log))
        spilling = [kernel for kernel in kernels if kernel[2] > 0]
        print(f"{target}: {len(kernels)} kernels, {len(code)} bytes, {seconds:.1f} s, most registers {max(k[1] for k in kernels)}, {len(spilling)} spill")
        for name, registers, spills, shared in kernels if arguments.verbose else spilling:
            print(f"    {name}: {registers} registers, {spills} bytes spilled, {shared} bytes static shared")
        if arguments.keep:
            with open(os.path.join(arguments.keep, f"kernels.{target}.cubin"), "wb") as file:
                file.write(code)
    sys.exit(failed)


if __name__ == "__main__":
    main()
