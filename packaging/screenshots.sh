#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of the window in docs/images: a real run, grabbed in every layout and theme, at 1x and 2x, and one
# in Japanese. Needs a build with tests (packaging/test.sh) and the font of fonts-noto-cjk; no display.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"
cd "$PLUMBLINE_ROOT"

program=$PLUMBLINE_BUILD/bin/plumbline_screenshots
[[ -x $program ]] || fail "$program is not there." "Build it first: packaging/test.sh"
for scale in 1 2; do
    suffix=""
    if ((scale == 2)); then suffix="@2x"; fi
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale "$program" docs/images "$suffix"
done
japanese=$(mktemp -d)
trap 'rm -rf "$japanese"' EXIT
QT_QPA_PLATFORM=offscreen "$program" "$japanese" "" ja
cp "$japanese/studio-tune-light.png" docs/images/studio-tune-japanese.png
ls docs/images/studio-*.png
