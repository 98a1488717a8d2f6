"""Worker processes. Each waits for commands; only one works at a time."""
import json
import subprocess
import tempfile


class Worker:
    """One side of the comparison, in a process of its own."""

    def __init__(self, side, command):
        self.side = side
        arguments, environment = command
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)

    def ask(self, command, number=1):
        """Sends a command; returns the answer as a dictionary."""
        try:
            self.process.stdin.write(f"{command} {number}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.process.wait()
            self.errors.seek(0)
            raise RuntimeError(f"{self.side} ended during '{command}':\n{self.errors.read()[-4000:]}")
        return json.loads(answer)

    def peak_memory(self):
        """The peak resident memory of the process in bytes."""
        with open(f"/proc/{self.process.pid}/status") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()
