# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the torch.save files of this folder (PyTorch 2.11): python make_fixtures.py

Values follow from each tensor's name and shape, see torch_zip_test.cpp, so that no second file holds them.
"""
import datetime
from collections import OrderedDict
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent


def count(dtype, *shape):
    """0, 1, 2, … in this shape."""
    return torch.arange(max(1, torch.Size(shape).numel())).reshape(shape).to(dtype)


def save(name, value, **options):
    torch.save(value, HERE / name, **options)


def main():
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    with torch.no_grad():
        model[0].weight.copy_(count(torch.float32, 2, 3))
        model[0].bias.copy_(count(torch.float32, 2) + 10)
    save("module.pth", model.state_dict())
    save("parameters.pth", {"weight": model[0].weight, "bias": model[0].bias.detach()})

    types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
             torch.int8, torch.uint8, torch.float8_e4m3fn, torch.float8_e5m2]
    tensors = OrderedDict((str(t).removeprefix("torch."), count(t, 2, 4)) for t in types)
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    save("types.pth", tensors)
    save("protocol4.pth", tensors, pickle_protocol=4)

    whole = count(torch.float32, 3, 4)
    save("views.pth", {"whole": whole, "transposed": whole.t(), "column": whole[:, 1], "tail": whole[2:],
                       "every_second": whole[:, ::2]})
    save("nested.pt", {"epoch": 3, "options": {"rate": 0.5, "names": ["a", "b"], "wide": (1, -2, 2**40)},
                       "module": {"state_dict": OrderedDict(weight=count(torch.float16, 2, 2))}})

    save("code.pth", {"weight": whole, "when": datetime.date(2024, 1, 1)})
    save("list.pth", [whole])
    save("expanded.pth", {"weight": torch.zeros(1).expand(1000)})
    save("legacy.pth", {"weight": whole}, _use_new_zipfile_serialization=False)


main()
