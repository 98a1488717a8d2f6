"""Reads a run's event files with TensorBoard and compares the values with the run's tables: check_events.py FOLDER."""
import csv
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

run = sys.argv[1]
events = EventAccumulator(run + "/tensorboard", size_guidance={"scalars": 0})
events.Reload()
shown = set(events.Tags()["scalars"])
compared = 0
rows = list(csv.DictReader(open(run + "/metrics.csv", encoding="utf-8")))
for column in list(rows[0])[3:]:
    for layer, split in {(row["layer"], row["split"]) for row in rows}:
        truth = [(int(row["epoch"]), float(row[column])) for row in rows
                 if (row["layer"], row["split"]) == (layer, split) and row[column]]
        tag = f"{column}/{layer}/{split}"
        assert (tag in shown) == bool(truth), tag
        if truth:
            seen = [(event.step, event.value) for event in events.Scalars(tag)]
            assert [step for step, _ in seen] == [epoch for epoch, _ in truth], (tag, seen, truth)
            for (_, value), (_, expected) in zip(seen, truth):
                assert abs(value - expected) <= 1e-6 * abs(expected), (tag, value, expected)
                compared += 1
epochs = csv.DictReader(open(run + "/epochs.csv", encoding="utf-8"))
losses = [(int(row["epoch"]), float(row["loss"])) for row in epochs]
assert [event.step for event in events.Scalars("training/loss")] == [epoch for epoch, _ in losses]
print(f"{compared} values in TensorBoard equal the table's")
