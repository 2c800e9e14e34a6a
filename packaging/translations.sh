#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Brings ui/translations/*.ts up to date with the sources: new texts come in unfinished, texts that are gone go.
#   packaging/translations.sh           writes the files
#   packaging/translations.sh --check   writes nothing; fails when it would change one, or one is unfinished
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"
cd "$PLUMBLINE_ROOT"

lupdate=/usr/lib/qt6/bin/lupdate
[[ -x $lupdate ]] || fail "$lupdate is not there." "Install it: packaging/deps.sh"
into=ui/translations
if [[ ${1:-} == --check ]]; then
    into=$(mktemp -d)
    trap 'rm -rf "$into"' EXIT
    cp ui/translations/*.ts "$into"
fi
"$lupdate" -silent -locations none -no-obsolete ui app/studio -ts "$into"/*.ts
if [[ ${1:-} == --check ]]; then
    diff -u ui/translations "$into" ||
        fail "The translations lag behind the sources." "packaging/translations.sh, then translate what is new"
fi
unfinished=$(grep -c 'type="unfinished"' "$into"/*.ts || true)
echo "${unfinished//$into\//unfinished in }"
if [[ ${1:-} == --check ]] && grep -q 'type="unfinished"' "$into"/*.ts; then
    fail "A text is not translated." "Edit ui/translations/*.ts by hand or with Qt Linguist"
fi
