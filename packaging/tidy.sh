#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs clang-tidy with the project's rules; needs a configured build/.
#   packaging/tidy.sh          .cpp files changed since the last commit
#   packaging/tidy.sh --all    every .cpp file of engine, ui and app
#   packaging/tidy.sh FILE…
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sources.sh"

need_tool clang-tidy
[[ -e $PLUMBLINE_BUILD/compile_commands.json ]] ||
    fail "build/compile_commands.json is not there." "Configure first: packaging/test.sh, or cmake --preset release"
list_sources "$@"
translation_units=()
for file in "${sources[@]}"; do
    if [[ $file == *.cpp ]]; then translation_units+=("$file"); fi
done
if ((${#translation_units[@]} == 0)); then
    echo "no .cpp file changed"
    exit 0
fi

# g++'s precompiled header means nothing to clang: its text is included instead, from a folder in which
# no .gch lies beside it.
python3 - "$PLUMBLINE_BUILD" <<'PYTHON'
import json, pathlib, shlex, shutil, sys

build = pathlib.Path(sys.argv[1])
out = build / "tidy"
out.mkdir(exist_ok=True)
commands = json.loads((build / "compile_commands.json").read_text())
for entry in commands:
    words, kept = iter(shlex.split(entry.pop("command"))), []
    for word in words:
        if word in ("-Winvalid-pch", "-fpch-preprocess", "-fopenmp"):
            continue
        kept.append(word)
        if word == "-include":
            header = pathlib.Path(next(words))
            copy = out / f"{header.parent.name}.h"
            if header.exists():
                shutil.copyfile(header, copy)
            kept.append(str(copy))
    entry["arguments"] = kept
(out / "compile_commands.json").write_text(json.dumps(commands, indent=1))
PYTHON

printf '%s\n' "${translation_units[@]}" |
    xargs -P "$(compile_jobs)" -n 1 clang-tidy -p "$PLUMBLINE_BUILD/tidy" --quiet 2>&1 |
    { grep -vE '^[0-9]+ warnings? generated\.$' || true; }
printf '%d files without a finding\n' "${#translation_units[@]}"
