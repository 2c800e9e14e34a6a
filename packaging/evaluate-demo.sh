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
# An image model is given the first frame of a clip that shows the caption.
frames=()
[[ $model == demo-i2v ]] && frames=(--first-frames "$clips/frames")

mkdir "$clips/clips"
seed=0
while read -r caption; do
    number=$(printf %03d "$seed")
    image=()
    ((${#frames[@]})) && image=(--image "$clips/frames/$number.png")
    "$bin/plumbline" generate --model "$model" --cache none --seed "$seed" --prompt "$caption" "${image[@]}" \
        --output "$clips/clips/$number/" --quiet >/dev/null
    seed=$((seed + 1))
done < <("$bin/plumbline-train" captions --count "$count" "${frames[@]}")

"$bin/plumbline-train" judge "$clips"/clips/*/ "${gates[@]}"
