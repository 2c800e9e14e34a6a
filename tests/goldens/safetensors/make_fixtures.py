# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes types.safetensors with the format's own library (safetensors 0.8): python make_fixtures.py"""
from pathlib import Path

import torch
from safetensors.torch import save_file


def main():
    types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
             torch.int8, torch.uint8, torch.float8_e4m3fn, torch.float8_e5m2]
    tensors = {str(t).removeprefix("torch."): torch.arange(8).reshape(2, 4).to(t) for t in types}
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    save_file(tensors, Path(__file__).resolve().parent / "types.safetensors", metadata={"format": "pt"})


main()
