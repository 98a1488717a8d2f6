"""Makes the files of tensors that SafetensorsFileTest, TorchFileTest, NamedTextsTest, OtherFormatTest and
MeasuredArraysTest read.

Run in this folder with PyTorch 1.13 and numpy 1.24. The .safetensors files are written byte by byte from the
published format. The values are those of formulas: x[i, j] = (5 i - 3 j) / 4 and n[i, j] = 5 i + 3 j, 4 x 3.
"""

import json
import os
import pickle
import struct
from collections import OrderedDict

import numpy
import torch

i, j = torch.meshgrid(torch.arange(4), torch.arange(3), indexing="ij")
x = (5 * i - 3 * j).double() / 4
n = 5 * i + 3 * j
larger = torch.full((9, 8), -1.0)
larger[1:9:2, 2:8:2] = x.float()

tensors = {
    "F64": x,
    "F32": x.float(),
    "F16": x.half(),
    "BF16": x.bfloat16(),
    "I64": n.long(),
    "I32": n.int(),
    "I16": n.short(),
    "I8": n.char(),
    "U8": n.byte(),
    "BOOL": n > 6,
}


def safetensors(file, arrays):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (dtype, shape, raw) in arrays.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def raw(tensor):
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


arrays = {name: (name, list(tensor.shape), raw(tensor)) for name, tensor in tensors.items()}
for bits in 16, 32, 64:
    arrays[f"U{bits}"] = f"U{bits}", [4, 3], n.numpy().astype(f"u{bits // 8}").tobytes()
arrays["scalar"] = "F64", [], raw(torch.tensor(0.5).double())
arrays["F8_E4M3"] = "F8_E4M3", [2], b"\0\0"
safetensors("tensors.safetensors", arrays)

torch.save(
    dict(
        tensors,
        column_major=x.float().t().contiguous().t(),
        view=larger[1:9:2, 2:8:2],
        transposed_view=larger.t()[2:8:2, 1:9:2],
        row=larger[3, 2:8:2],
        three=larger[1:9:2, 2:8].reshape(4, 3, 2)[:, :, :1],
        permuted=x.float().reshape(2, 2, 3).permute(2, 0, 1),
        expanded=torch.ones(1, 3).expand(4, 3),
        parameter=torch.nn.Parameter(x.float()),
        scalar=torch.tensor(0.5),
        empty=torch.empty(0, 3),
        complex=torch.zeros(2, dtype=torch.complex64),
        number=0.5,
        whole=-7,
        large=1 << 40,
        flag=True,
        numbers=[1, 2.5, -3],
        pair=(4, 5),
        nested=OrderedDict(a=x.float(), b={"c": [1, 2]}),
        array=x.float().numpy(),
        fortran=numpy.asfortranarray(x.numpy()),
        numpy_scalar=numpy.float64(0.25),
        text="resnet18",
        nothing=None,
        names=["a", "b"],
    ),
    "tensors.pt",
)
torch.save(x.float(), "single.pth")
torch.save(x.float(), "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(3, 2).state_dict(), "state-dict.pt")
torch.save(torch.nn.Linear(3, 2), "module.pt")
torch.save([x, n], "list.pt")
torch.save({"features": x.to_sparse(), "labels": n}, "sparse.pt")


class Command:
    def __reduce__(self):
        return os.system, ("touch executed",)


torch.save({"features": x, "labels": Command()}, "hostile.pt")
with open("hostile.pkl", "wb") as out:
    pickle.dump({"features": Command()}, out)

reference = numpy.load("../../capture/reference.npz")
torch.save({name: torch.from_numpy(reference[name]) for name in reference}, "../../capture/reference.pt")
names = {"float32": "F32", "float64": "F64", "int64": "I64", "int32": "I32"}
safetensors(
    "../../capture/reference.safetensors",
    {name: (names[str(a.dtype)], list(a.shape), a.tobytes()) for name, a in ((k, reference[k]) for k in reference)},
)
numpy.savez(
    "texts.npz",
    text="cross-entropy",
    bytes=numpy.bytes_("mse"),
    big_endian=numpy.array("größer", ">U8"),
    one=numpy.array(["mse"]),
    two=numpy.array(["a", "b"]),
    empty="",
    number=0.5,
)
