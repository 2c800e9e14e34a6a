#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Plumbline and opens the studio with the model that comes with it.
#   packaging/run.sh                       the studio; without a display the demo clip: out/demo.mp4
#   packaging/run.sh -- --cache none …     a clip, with these arguments of `plumbline generate`
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"
cd "$PLUMBLINE_ROOT"

caption="a red ball circles over a night sky"

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n '3,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 0
fi
if [[ $# -gt 0 ]]; then
    [[ $1 == -- ]] || fail "$1 is not an option of this script." "Arguments for \`plumbline generate\` come after --."
    shift
fi

# Value of the option among the arguments, as "--name value" or "--name=value"; fails when it is not given.
given_value() {
    local name=$1 argument take_next=no
    shift
    for argument in "$@"; do
        if [[ $take_next == yes || $argument == "$name"=* ]]; then
            echo "${argument#"$name"=}"
            return
        fi
        if [[ $argument == "$name" ]]; then take_next=yes; fi
    done
    return 1
}

opens_studio=no
if [[ $# -eq 0 && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then opens_studio=yes; fi

arguments=("$@")
if ! given_value --recipe "$@" >/dev/null; then
    given_value --model "$@" >/dev/null || arguments+=(--model demo)
    given_value --prompt "$@" >/dev/null || given_value --prompt-file "$@" >/dev/null || arguments+=(--prompt "$caption")
    # Only files that this script names itself are replaced without a question.
    if ! given_value --output "$@" >/dev/null; then
        arguments+=(--output out/demo.mp4)
        given_value --trace "$@" >/dev/null || arguments+=(--trace out/demo.trace.jsonl)
        [[ " $* " == *" --overwrite "* ]] || arguments+=(--overwrite)
    fi
fi

packaging/deps.sh
# A build folder that has the tests in it keeps them; a new one is made without.
if [[ -e $PLUMBLINE_BUILD/CMakeCache.txt ]]; then configure; else configure -DPLUMBLINE_TESTS=OFF; fi
if [[ $opens_studio == yes ]]; then
    build plumbline_studio plumbline plumbline_engine
    printf '• build/bin/plumbline-studio\n'
    exec "$PLUMBLINE_BUILD/bin/plumbline-studio"
fi
build plumbline plumbline_engine

if [[ $# -eq 0 ]]; then printf '• No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): generating the demo clip instead of opening the studio\n'; fi
mkdir -p out
printf '• build/bin/plumbline generate'
printf ' %q' "${arguments[@]}"
printf '\n'
started=$SECONDS code=0
"$PLUMBLINE_BUILD/bin/plumbline" generate "${arguments[@]}" || code=$?
if ((code != 0)); then
    printf '\nfailed: plumbline generate ended with code %d after %d s; the line above says why.\n' \
        "$code" $((SECONDS - started)) >&2
    exit "$code"
fi
printf '  done in %d s\n' $((SECONDS - started))
for option in --output --trace; do
    if file=$(given_value "$option" "${arguments[@]}") && [[ -f $file ]]; then
        printf '  %-6s  %s (%d bytes)\n' "${option/--output/clip}" "$file" "$(stat -c %s "$file")"
    fi
done | sed 's/--trace/trace /'
