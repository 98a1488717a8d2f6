"""Writes small files in the layout of CIFAR's Python version with Python 3.11 and numpy 2.4.6.

Two images each: pixel j of image i is (7 i + 3 j) % 256, its labels are i + 5 (fine) and i + 1 (coarse). The authors' files
were written by Python 2, whose instructions are assembled by hand and checked by Python 3.
"""

import pickle
import struct

import numpy as np

i, j = np.mgrid[0:2, 0:3072]
data = ((7 * i + 3 * j) % 256).astype(np.uint8)
names = [b"a.png", b"b.png"]


def python2_string(text):
    return (b"U" + bytes([len(text)]) if len(text) < 256 else b"T" + struct.pack("<i", len(text))) + text


python2 = (
    b"\x80\x02}q\x01(" + python2_string(b"batch_label") + b"q\x02" + python2_string(b"testing batch 1 of 1") + b"q\x03"
    + python2_string(b"labels") + b"q\x04]q\x05(K\x05K\x06e"
    + python2_string(b"data")
    + b"q\x06cnumpy.core.multiarray\n_reconstruct\nq\x07cnumpy\nndarray\nq\x08K\x00\x85U\x01b\x87Rq\x09"
    + b"(K\x01K\x02M\x00\x0c\x86cnumpy\ndtype\nq\nU\x02u1K\x00K\x01\x87Rq\x0b"
    + b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89" + python2_string(data.tobytes()) + b"tb"
    + python2_string(b"filenames") + b"q\x0c]q\r(" + python2_string(b"a.png") + b"q\x0e" + python2_string(b"b.png") + b"q\x0feu."
)
content = pickle.loads(python2, encoding="bytes")
assert (content[b"data"] == data).all() and content[b"labels"] == [5, 6] and content[b"filenames"] == names
with open("cifar10-python2.pickle", "wb") as out:
    out.write(python2)
for protocol in 2, 3, 4, 5:
    content = {"filenames": names, "coarse_labels": [1, 2], "fine_labels": [5, 6], "data": data}
    with open(f"cifar100-protocol{protocol}.pickle", "wb") as out:
        pickle.dump(content, out, protocol)
