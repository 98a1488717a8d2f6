"""Time limits of the parts of one command."""
import time


class OutOfTime(Exception):
    """A part's time is used up. What it has measured is kept."""


class Deadline:
    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        return self.end - time.monotonic()

    def within(self, seconds):
        """A deadline in so many seconds, but not after this one."""
        return Deadline(min(seconds, self.left()))

    def check(self, what):
        if self.left() <= 0:
            raise OutOfTime(what)
