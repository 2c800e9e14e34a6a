#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a Wan 2.1 T2V-1.3B of the published size with random weights, to measure memory and speed without anybody's weights.

Usage: packaging/full-size-model.py FOLDER [--dtype f32|bf16]

Writes the transformer in the dtype asked for (f32: as its publisher does; bf16: as ComfyUI's file has it), UMT5-XXL in bf16,
the video autoencoder in f32, all under the publisher's names, and the demo model's tokenizer: 17 GB with --dtype f32.
Names and shapes come from tests/goldens/checkpoints. Matrices are normal with variance 1 / (4 · inputs), norms 1, biases 0;
one pool of 2^20 numbers serves a scale, read from another place for every piece.
"""
import argparse
import array
import json
import math
import pathlib
import random
import re
import shutil
import struct

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "tests" / "goldens" / "checkpoints"
POOL = 1 << 20   # numbers
PIECE = 1 << 18  # numbers written at once
WAN = {"d": 1536, "f": 8960, "L": 30, "c": 16}
UMT5 = {"v": 256384, "L": 24, "B": 24}


def expand(name, variables):
    match = re.search(r"\{([^}]*)\}", name)
    if not match:
        return [name]
    inside = match[1]
    choices = [str(i) for i in range(variables[inside])] if inside in variables else inside.split(",")
    names = []
    for choice in choices:
        names += expand(name[: match.start()] + choice + name[match.end() :], variables)
    return names


def read_table(table, variables):
    tensors = []
    for line in (TABLES / table).read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, shape = line.lstrip("!").split(" ")
        sizes = [math.prod(variables.get(f) or int(f) for f in size.split("*")) for size in shape[1:-1].split(",")]
        tensors += [(full, sizes) for full in expand(name, variables)]
    return tensors


class Pools:
    """Bytes of normal numbers by their deviation."""

    def __init__(self, dtype, seed):
        self.dtype = dtype
        self.random = random.Random(seed)
        self.unit = [self.random.gauss(0.0, 1.0) for _ in range(POOL)]
        self.pools = {}

    def constant(self, value, count):
        return self.encoded(array.array("f", [value])) * count

    def encoded(self, values):
        raw = values.tobytes()
        if self.dtype == "F32":
            return raw
        short = bytearray(len(raw) // 2)  # the upper half of a float is its bf16
        short[0::2], short[1::2] = raw[2::4], raw[3::4]
        return bytes(short)

    def pool(self, deviation):
        if deviation not in self.pools:
            self.pools[deviation] = self.encoded(array.array("f", [deviation * x for x in self.unit]))
        return self.pools[deviation]

    def write(self, file, count, deviation):
        pool = memoryview(self.pool(deviation))
        size = len(pool) // POOL
        while count > 0:
            piece = min(count, PIECE)
            start = self.random.randrange(POOL - piece + 1) * size
            file.write(pool[start : start + piece * size])
            count -= piece


def kind_of(name, shape):
    if name.endswith("bias"):
        return "bias"
    is_norm = "norm" in name or name.endswith("gamma")
    return "norm" if is_norm and len([s for s in shape if s > 1]) == 1 else "matrix"


def write_model(path, tensors, dtype, seed):
    pools = Pools(dtype, seed)
    size = 4 if dtype == "F32" else 2
    header, offset = {}, 0
    for name, shape in tensors:
        count = math.prod(shape)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + count * size]}
        offset += count * size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors:
            count, kind = math.prod(shape), kind_of(name, shape)
            if kind != "matrix":
                file.write(pools.constant(1.0 if kind == "norm" else 0.0, count))
            else:
                pools.write(file, count, 0.5 / math.sqrt(math.prod(shape[1:])))
    print(f"{path}: {len(tensors)} tensors, {offset / 1e9:.2f} GB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--dtype", choices=["f32", "bf16"], default="f32", help="of the transformer")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    dtype = options.dtype.upper()
    write_model(options.folder / "diffusion_pytorch_model.safetensors", read_table("wan.original.txt", WAN), dtype, 1)
    write_model(options.folder / "models_t5_umt5-xxl-enc-bf16.safetensors", read_table("umt5.original.txt", UMT5), "BF16", 2)
    write_model(options.folder / "Wan2.1_VAE.safetensors", read_table("wan-vae.original.txt", {}), "F32", 3)
    shutil.copy(ROOT / "resources" / "demo" / "spiece.model", options.folder)


if __name__ == "__main__":
    main()
