#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds everything and runs the tests.
#   packaging/test.sh                   all tests
#   packaging/test.sh --fast            without those labelled slow
#   packaging/test.sh -R dicache …      other arguments go to ctest
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"
cd "$PLUMBLINE_ROOT"

left_out=()
selection=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --fast) left_out+=(slow) ;;
        -h | --help)
            sed -n '3,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        *) selection+=("$1") ;;
    esac
    shift
done
# Tests labelled gpu have nothing to run on here.
if [[ ! -d /proc/driver/nvidia ]] && ! command -v nvidia-smi >/dev/null; then left_out+=(gpu); fi
if ((${#left_out[@]} > 0)); then
    selection+=(-LE "^($(
        IFS='|'
        echo "${left_out[*]}"
    ))\$")
fi

packaging/deps.sh
configure -DPLUMBLINE_TESTS=ON
build all

log=$PLUMBLINE_LOGS/tests.log
printf '• Testing\n'
started=$SECONDS code=0
ctest --test-dir "$PLUMBLINE_BUILD" --output-on-failure --no-tests=error -j2 "${selection[@]}" 2>&1 </dev/null |
    tee "$log" | show_now_and_then || code=$?
# Without the lines of the tests that passed: what failed, why, and ctest's own summary.
grep -vE '^ *Start +[0-9]+: |^ *[0-9]+/[0-9]+ Test +#[0-9]+: .* Passed +[0-9.]+ sec *$|^$' "$log" | tail -n 400
printf '  done in %d s; every line is in %s\n' $((SECONDS - started)) "${log#"$PLUMBLINE_ROOT"/}"
if ((code != 0)); then
    fail "tests" "One test again, with its output: build/bin/…_test --gtest_filter=NAME, or packaging/test.sh -R NAME"
fi
