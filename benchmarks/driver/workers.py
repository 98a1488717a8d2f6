"""Worker processes. Each waits for commands; only one works at a time."""
import json
import select
import subprocess
import tempfile

from deadline import OutOfTime


class Worker:
    """One side of the comparison, in a process of its own."""

    def __init__(self, side, command):
        self.side = side
        arguments, environment = command
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)

    def ask(self, command, number=1, seconds=None):
        """Sends a command; returns the answer as a dictionary. After so many seconds the worker is ended."""
        self.send(command, number)
        return self.receive(seconds)

    def send(self, command, number=1):
        self.command = command
        try:
            self.process.stdin.write(f"{command} {number}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # It has ended; receive says why.

    def receive(self, seconds=None):
        if seconds is not None and not self.answers_within(seconds):
            self.kill()
            raise OutOfTime(f"{self.side}: '{self.command}' has taken {max(0, seconds):.0f} s, its limit")
        answer = self.process.stdout.readline()
        if not answer:
            self.process.wait()
            self.errors.seek(0)
            raise RuntimeError(f"{self.side} ended during '{self.command}':\n{self.errors.read()[-4000:]}")
        return json.loads(answer)

    def answers_within(self, seconds):
        """Whether the answer to the command that was sent, or the worker's end, comes within some seconds."""
        return bool(select.select([self.process.stdout], [], [], max(0, seconds))[0])

    def peak_memory(self):
        """The peak resident memory of the process in bytes."""
        with open(f"/proc/{self.process.pid}/status") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
