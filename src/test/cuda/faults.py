#!/usr/bin/env python3
"""Puts faults into a kernel's source and checks that the emulated GPU finds each of them.

Every fault is one that a real GPU would show rarely or not at all: barriers and waits left out, sums in the wrong
precision, accesses past the end. Takes half a minute of one core.
"""
import os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "../../main/resources/org/ncollapse/network/kernel/cuda")

# name, precision, (file, text, replacement)…
FAULTS = [
    ("no barrier before a stage is read", "Tf32x3", ("product.cuh", "        __syncthreads();\n        if (stage + T", "        if (stage + T")),
    ("a stage is read before its copies arrive", "Tf32x3", ("product.cuh", "wait_copies<T::STAGES - 2>", "wait_copies<T::STAGES - 1>")),
    ("the matrix unit accumulates the whole sum", "Tf32x3",
        ("multiply.cuh", "            float stage[T::NI][4];", "            float (&stage)[T::NI][4] = sum.v[mi];"),
        ("multiply.cuh", "                    stage[ni][i] = 0.f;", ""),
        ("multiply.cuh", "                    sum.v[mi][ni][i] += stage[ni][i];", "")),
    ("factors are cut instead of rounded", "Tf32",
        ("multiply.cuh", "columns[ni][0] = to_tf32(both.x);", "columns[ni][0] = __float_as_uint(both.x);"),
        ("multiply.cuh", "columns[ni][1] = to_tf32(both.y);", "columns[ni][1] = __float_as_uint(both.y);"),
        ("multiply.cuh", "rows[i] = to_tf32(values[i]);", "rows[i] = __float_as_uint(values[i]);")),
    ("a row past the end is written", "Tf32x3", ("epilogue.cuh", "absoluteRow >= rows ||", "absoluteRow > rows ||")),
    ("positions outside the maps are read", "Tf32x3", ("loaders.cuh", "(masks[pass] & bit) != 0;", "(masks[pass] | bit) != 0;")),
    ("a barrier for half the block", "Tf32x3", ("epilogue.cuh", "        __syncthreads();\n        int firstRow", "        if (threadIdx.x < 64) __syncthreads();\n        int firstRow")),
    ("a product for half the warp", "Tf32x3", ("multiply.cuh", "                    mma_tf32(stage[ni], largeRows, large", "                    if (place.g < 4) mma_tf32(stage[ni], largeRows, large")),
]
# A little above what the unchanged source gives.
BOUNDS = {"Tf32x3": 6e-7, "Tf32": 5e-4}


def outcome(folder, precision, edits):
    """Returns (whether the run looks healthy, what it said)."""
    sources = os.path.join(folder, "sources")
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(SOURCE, sources)
    for file, text, replacement in edits:
        path = os.path.join(sources, file)
        with open(path) as source:
            content = source.read()
        assert text in content, f"{file} lacks: {text}"
        with open(path, "w") as source:
            source.write(content.replace(text, replacement, 1))
    program = os.path.join(folder, "product")
    flags = "-std=c++20 -O1 -march=native -ffp-contract=off -Wno-unknown-pragmas".split()
    subprocess.run([os.environ.get("CXX", "g++"), *flags, f"-DNC_PRECISION={precision}", f"-I{sources}", f"-I{HERE}",
                    os.path.join(HERE, "small_product.cpp"), "-o", program], check=True)
    run = subprocess.run([program], capture_output=True, text=True)
    said = run.stdout.strip() if run.returncode == 0 else f"signal {-run.returncode} {run.stderr.strip()}"
    healthy = run.returncode == 0 and "unequal" not in said and float(said) <= BOUNDS[precision]
    return healthy, said


def main():
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for precision in BOUNDS:
            healthy, said = outcome(folder, precision, [])
            failed |= not healthy
            print(f"{'ok' if healthy else 'FAILED'}: unchanged, {precision}: {said}", flush=True)
        for name, precision, *edits in FAULTS:
            healthy, said = outcome(folder, precision, edits)
            failed |= healthy
            print(f"{'NOT FOUND' if healthy else 'found'}: {name}: {said}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
