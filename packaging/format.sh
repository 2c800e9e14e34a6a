#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats C++ files in place.
#   packaging/format.sh            files changed since the last commit
#   packaging/format.sh --all      every file
#   packaging/format.sh --check …  changes nothing; fails when a file is not formatted
#   packaging/format.sh FILE…
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sources.sh"

mode=-i
if [[ ${1:-} == --check ]]; then
    mode=--dry-run
    shift
fi
need_tool clang-format
list_sources "$@"
if ((${#sources[@]} == 0)); then
    echo "no C++ file changed"
    exit 0
fi
clang-format --style=file -Werror "$mode" "${sources[@]}"
printf '%d files\n' "${#sources[@]}"
