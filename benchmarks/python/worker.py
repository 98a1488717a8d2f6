"""A process that the driver tells what to do: a command and perhaps a number a line in, a JSON object a line out."""
import json
import sys

THREADS = 2


def job(side, arguments):
    import torch
    torch.set_num_threads(THREADS)
    if side == "training":
        from training import Training
        return Training(*arguments)
    if side == "descent":
        from descent import Descent
        return Descent(*arguments)
    raise ValueError(f"no such side: {side}")


def main():
    worker = job(sys.argv[1], sys.argv[2:])
    for line in sys.stdin:
        words = line.split()
        print(json.dumps(worker.run(words[0], int(words[1]) if len(words) > 1 else 1)), flush=True)


if __name__ == "__main__":
    main()
