# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by the scripts of this folder: where things lie, how a stage is run and reported.
set -euo pipefail

PLUMBLINE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PLUMBLINE_BUILD=$PLUMBLINE_ROOT/build
PLUMBLINE_LOGS=$PLUMBLINE_BUILD/logs
# An unpacked LibTorch that is already there can be used instead of the one packaging/deps.sh fetches.
PLUMBLINE_TORCH_ROOT=${PLUMBLINE_TORCH_ROOT:-$PLUMBLINE_BUILD/deps/python}
export PLUMBLINE_TORCH_ROOT

# fail MESSAGE [WHAT TO DO]: ends the script.
fail() {
    printf '\nfailed: %s\n' "$1" >&2
    if [[ $# -gt 1 ]]; then printf '  → %s\n' "$2" >&2; fi
    exit 1
}

# Shows the newest line of its input at most twice a minute, so that a long stage is seen to move.
show_now_and_then() {
    local line next=$((SECONDS + 30))
    while IFS= read -r line || [[ -n $line ]]; do
        if ((SECONDS >= next)); then
            printf '    %s\n' "${line:0:140}"
            next=$((SECONDS + 30))
        fi
    done
}

# stage LOG TITLE HINT COMMAND…: runs the command with its output in build/logs/LOG.log and prints one
# line with the time it took. On failure: the end of the log, what to do, and the end of the script.
stage() {
    local log=$PLUMBLINE_LOGS/$1.log title=$2 hint=$3 started=$SECONDS code=0
    shift 3
    mkdir -p "$PLUMBLINE_LOGS"
    printf '• %s\n' "$title"
    "$@" 2>&1 </dev/null | tee "$log" | show_now_and_then || code=$?
    if ((code != 0)); then
        printf '\n--- end of %s ---\n' "${log#"$PLUMBLINE_ROOT"/}" >&2
        tail -n 40 "$log" >&2
        fail "$title (after $((SECONDS - started)) s); the whole log is $log" "$hint"
    fi
    printf '  done in %d s\n' $((SECONDS - started))
}

# Bytes of memory that may be used: what is free, or what the control group leaves, if that is less.
usable_memory_bytes() {
    local bytes limit used
    bytes=$(($(awk '/^MemAvailable:/ {print $2}' /proc/meminfo) * 1024))
    if [[ -r /sys/fs/cgroup/memory.max ]]; then
        limit=$(</sys/fs/cgroup/memory.max)
        used=$(cat /sys/fs/cgroup/memory.current 2>/dev/null || echo 0)
        if [[ $limit != max ]] && ((limit - used < bytes)); then bytes=$((limit - used)); fi
    fi
    echo "$bytes"
}

# Compilers to run side by side: one a core, as long as each has the 2.5 GB that a Torch header takes.
compile_jobs() {
    local cores fitting
    cores=$(nproc)
    fitting=$(($(usable_memory_bytes) / 2500000000))
    if ((fitting < 1)); then fitting=1; fi
    echo $((fitting < cores ? fitting : cores))
}

# configure CMAKE_ARGUMENTS…: build/ with Ninja. An existing build folder keeps its other settings.
configure() {
    stage configure "Configuring build/" \
        "Read the message above; a build folder that was moved or half made is best removed: rm -rf build/CMakeCache.txt build/CMakeFiles" \
        cmake -S "$PLUMBLINE_ROOT" -B "$PLUMBLINE_BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPLUMBLINE_GUI=ON \
        -DPLUMBLINE_TORCH_ROOT="$PLUMBLINE_TORCH_ROOT" "$@"
}

# build TARGETS…
build() {
    local jobs
    jobs=$(compile_jobs)
    stage build "Building $* ($jobs at a time)" \
        "The first error in the log counts. If the compiler was killed, memory ran out: close programs and run this again." \
        cmake --build "$PLUMBLINE_BUILD" --parallel "$jobs" --target "$@"
}
