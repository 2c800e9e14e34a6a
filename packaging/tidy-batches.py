#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins sources into few translation units for clang-tidy and prints their names.

Nearly all of clang-tidy's time goes into the headers of LibTorch, once a translation unit. Sources of
one folder are included into one file; those whose names clash (unnamed namespaces) go into another.

Usage: tidy-batches.py BUILD FILE…      writes BUILD/tidy/compile_commands.json and the joined sources
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

NOT_FOR_CLANG = ("-Winvalid-pch", "-fpch-preprocess", "-fopenmp")


def arguments_for_clang(command, out):
    """g++'s precompiled header means nothing to clang: its text is included instead, from a folder
    in which no .gch lies beside it."""
    words, kept = iter(shlex.split(command)), []
    for word in words:
        if word in NOT_FOR_CLANG or word == "-c":
            continue
        if word == "-o":
            next(words)
            continue
        kept.append(word)
        if word == "-include":
            header = pathlib.Path(next(words))
            copy = out / f"{header.parent.name}.h"
            if header.exists():
                shutil.copyfile(header, copy)
            kept.append(str(copy))
    compiler = next(i for i, word in enumerate(kept) if word.endswith(("c++", "g++")))
    return kept[compiler + 1 : -1]  # without launcher, compiler and source


def clashing(unit, sources, arguments):
    """The last of these sources that does not compile beside the others; None when all do."""
    text = subprocess.run(["clang++", "-fsyntax-only", "-w", "-ferror-limit=0", *arguments, str(unit)],
                          capture_output=True, text=True, check=False).stderr
    named = set(re.findall(r"^(/[^:\n]+):\d+:\d+: (?:fatal )?error:", text, re.MULTILINE))
    bad = [source for source in sources if source in named]
    return bad[-1] if bad else None


def batches(name, sources, arguments, out):
    """Yields units of the sources that can stand together."""
    number = 0
    while sources:
        number += 1
        unit, later = out / f"{name}-{number}.cpp", []
        while True:
            unit.write_text("".join(f'#include "{source}"\n' for source in sources))
            bad = clashing(unit, sources, arguments) if len(sources) > 1 else None
            if bad is None:
                break
            sources.remove(bad)
            later.insert(0, bad)
        yield {"directory": str(out), "file": str(unit), "arguments": ["clang++", *arguments, str(unit)]}
        sources = later


def main():
    build, wanted = pathlib.Path(sys.argv[1]).resolve(), {os.path.abspath(name) for name in sys.argv[2:]}
    out = build / "tidy"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    groups = collections.defaultdict(list)
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = os.path.abspath(os.path.join(entry["directory"], entry["file"]))
        if source in wanted:
            wanted.discard(source)
            key = (os.path.dirname(source), tuple(arguments_for_clang(entry["command"], out)))
            groups[key].append(source)
    for source in sorted(wanted):
        sys.exit(f"{source} is not built here; configure with all parts (tests, window) on")
    jobs = [(f"{pathlib.Path(folder).name}-{number}", sources, list(arguments), out)
            for number, ((folder, arguments), sources) in enumerate(groups.items())]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        units = [unit for part in pool.map(lambda job: list(batches(*job)), jobs) for unit in part]
    (out / "compile_commands.json").write_text(json.dumps(units, indent=1))
    for unit in units:
        print(unit["file"])


main()
