#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Generates held-out captions with a demo model and judges the decoded frames.
# Usage: packaging/evaluate-demo.sh [MODEL [COUNT]]     (default: demo 100; 25 steps, seeds 0.., no cache)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

model=${1:-demo} count=${2:-100}
bin=build/bin
clips=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-clips.XXXXXX")
trap 'rm -rf "$clips"' EXIT

seed=0
while read -r caption; do
    "$bin/plumbline" generate --model "$model" --size 64x64 --frames 17 --steps 25 --cache none --seed "$seed" \
        --prompt "$caption" --output "$clips/$(printf %03d "$seed")/" --quiet >/dev/null
    seed=$((seed + 1))
done < <("$bin/plumbline-train" captions --count "$count")

"$bin/plumbline-train" judge "$clips"/*/ --colour 0.80 --motion 0.65 --background 0.90
