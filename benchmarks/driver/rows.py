"""Raw measurements, one per row, in memory and as CSV files whose first lines state their origin."""
import csv
import statistics
from pathlib import Path

COLUMNS = ["subject", "side", "quantity", "round", "value"]


class Rows:
    """subject: a network or a size; side: what was measured; quantity: what it did; value: seconds, or bytes for peak-memory."""

    def __init__(self, origin=(), rows=()):
        self.origin = list(origin)
        self.rows = list(rows)

    def add(self, subject, side, quantity, number, value):
        self.rows.append((subject, side, quantity, number, value))

    def subjects(self):
        return list(dict.fromkeys(row[0] for row in self.rows))

    def sides(self, subject, quantity):
        return list(dict.fromkeys(row[1] for row in self.rows if row[0] == subject and row[2] == quantity))

    def values(self, subject, side, quantity):
        """The values by round."""
        return {row[3]: row[4] for row in self.rows if row[:3] == (subject, side, quantity)}

    def median(self, subject, side, quantity):
        return statistics.median(self.values(subject, side, quantity).values())

    def ratio(self, subject, numerator, denominator):
        """The median over rounds of the ratio of two (side, quantity) pairs within a round, so that slow rounds of the machine cancel."""
        dividends, divisors = self.values(subject, *numerator), self.values(subject, *denominator)
        return statistics.median(dividends[number] / divisors[number] for number in dividends if number in divisors)

    def write(self, path):
        part = Path(f"{path}.part")
        with open(part, "w", newline="") as file:
            for key, value in self.origin:
                file.write(f"# {key}: {value}\n")
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows((*row[:4], f"{row[4]:.6g}") for row in self.rows)
        part.rename(path)

    @classmethod
    def read(cls, path):
        with open(path, newline="") as file:
            lines = file.read().splitlines()
        comments = [line[2:].split(": ", 1) for line in lines if line.startswith("# ")]
        table = csv.DictReader(line for line in lines if not line.startswith("# "))
        return cls(comments, [(row["subject"], row["side"], row["quantity"], int(row["round"]), float(row["value"])) for row in table])


class GrowingTable:
    """A CSV file that holds each row as soon as it is added, so that a run that is cut off keeps what it has measured."""

    def __init__(self, origin, path, columns=COLUMNS):
        self.file = open(path, "w", newline="")
        self.file.writelines(f"# {key}: {value}\n" for key, value in origin)
        self.writer = csv.writer(self.file)
        self.write(columns)

    def add(self, *cells):
        self.write(f"{cell:.6g}" if isinstance(cell, float) else cell for cell in cells)

    def write(self, cells):
        self.writer.writerow(cells)
        self.file.flush()
