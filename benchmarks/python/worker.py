"""A worker process. Reads one command per line, a name and an optional number; writes one JSON object per line."""
import json
import sys

THREADS = 2


def handler(part, arguments):
    import torch
    if part == "gpu-training":
        from gpu_training import GpuTraining
        return GpuTraining(*arguments)
    torch.set_num_threads(THREADS)
    if part == "training":
        from training import Training
        return Training(*arguments)
    if part == "gradient-descent":
        from gradient_descent import GradientDescent
        return GradientDescent(*arguments)
    raise ValueError(f"unknown part: {part}")


def main():
    worker = handler(sys.argv[1], sys.argv[2:])
    for line in sys.stdin:
        words = line.split()
        print(json.dumps(worker.run(words[0], int(words[1]) if len(words) > 1 else 1)), flush=True)


if __name__ == "__main__":
    main()
