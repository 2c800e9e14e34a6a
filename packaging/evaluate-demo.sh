#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Generates held-out captions with a demo model at its defaults, without a cache, and judges the decoded frames.
# Usage: packaging/evaluate-demo.sh [MODEL [COUNT]]     (default: demo 100; seeds 0..)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

model=${1:-demo} count=${2:-100}
bin=build/bin
clips=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-clips.XXXXXX")
trap 'rm -rf "$clips"' EXIT

gates=(--colour 0.85 --background 0.90)
# A picture has no motion to judge; the first demo model is held to its motions too.
[[ $model == demo ]] && gates+=(--motion 0.65)

seed=0
while read -r caption; do
    "$bin/plumbline" generate --model "$model" --cache none --seed "$seed" --prompt "$caption" \
        --output "$clips/$(printf %03d "$seed")/" --quiet >/dev/null
    seed=$((seed + 1))
done < <("$bin/plumbline-train" captions --count "$count")

"$bin/plumbline-train" judge "$clips"/*/ "${gates[@]}"
