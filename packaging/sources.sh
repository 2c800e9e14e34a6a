# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034  # the sourcing scripts use the array
# Sourced by format.sh and tidy.sh: which C++ files to look at.
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"
cd "$PLUMBLINE_ROOT"

need_tool() {
    command -v "$1" >/dev/null || fail "$1 is not installed." "apt-get install $1"
}

# list_sources [--all | FILE…]: fills the array `sources`; without arguments, files that differ from the
# last commit or are new.
list_sources() {
    local patterns=('*.h' '*.cpp' '*.cu')
    sources=()
    if [[ ${1:-} == --all ]]; then
        mapfile -t sources < <(git ls-files -- "${patterns[@]}")
    elif [[ $# -gt 0 ]]; then
        sources=("$@")
    else
        mapfile -t sources < <(
            git diff --name-only --diff-filter=d HEAD -- "${patterns[@]}"
            git ls-files --others --exclude-standard -- "${patterns[@]}"
        )
    fi
}
