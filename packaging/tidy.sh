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
    # Tests are made of GoogleTest's macros, which trip the checks in ways that say nothing.
    if [[ ${1:-} == --all && $file == tests/* ]]; then continue; fi
    if [[ $file == *.cpp ]]; then translation_units+=("$file"); fi
done
if ((${#translation_units[@]} == 0)); then
    echo "no .cpp file changed"
    exit 0
fi

need_tool clang++
mapfile -t units < <(python3 packaging/tidy-batches.py "$PLUMBLINE_BUILD" "${translation_units[@]}")
((${#units[@]} > 0)) || fail "the sources could not be joined into units." "The message above says which one."
# What is included counts as a header: the filter names sources too. The units include sources, which is
# what suspicious-include is about.
printf '%s\n' "${units[@]}" |
    xargs -P "$(compile_jobs)" -n 1 clang-tidy -p "$PLUMBLINE_BUILD/tidy" --quiet --config-file=.clang-tidy \
        --header-filter='/(engine|ui|app|tests)/.*\.(h|cpp)$' --checks=-bugprone-suspicious-include 2>&1 |
    { grep -vE '^[0-9]+ warnings? generated\.$' || true; }
printf '%d files without a finding\n' "${#translation_units[@]}"
