#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the build needs and is not there yet: Debian packages, and LibTorch from its pinned
# wheels under build/deps/python. Does nothing when all is there.
# PLUMBLINE_TORCH_ROOT=DIR  use the LibTorch unpacked in DIR (DIR/torch/lib/…) and fetch none.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stages.sh"

packages=(
    g++ cmake ninja-build ccache pkg-config
    libsentencepiece-dev libicu-dev nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev libsqlite3-dev
    libavcodec-dev libavformat-dev libavutil-dev libswscale-dev libavfilter-dev libpng-dev ffmpeg
    qt6-base-dev libqt6svg6-dev libqcustomplot-dev qt6-l10n-tools qt6-translations-l10n
    libgtest-dev libgmock-dev libbenchmark-dev xvfb libxtst-dev
)

check_machine() {
    if [[ $(uname -s) != Linux || $(uname -m) != x86_64 ]]; then
        fail "This is $(uname -s) on $(uname -m); Plumbline builds on x86-64 Linux only, because the pinned LibTorch is made for it."
    fi
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        fail "This is not a Debian system: no dpkg-query or no apt-get." \
            "Plumbline is built on Debian 12. In a container: docker run -it -v \"\$PWD\":/plumbline -w /plumbline debian:12"
    fi
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true) == installed ]]
}

# The first Python whose pip works; empty when there is none.
python_with_pip() {
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then
            echo "$python"
            return
        fi
    done
}

install_packages() {
    local missing=() package as_root=()
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if ! torch_is_ready && [[ -z $(python_with_pip) ]]; then missing+=(python3 python3-pip); fi
    if ((${#missing[@]} == 0)); then return; fi

    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
            fail "These Debian packages are missing and only root may install them: ${missing[*]}" \
                "As root: apt-get update && apt-get install ${missing[*]}"
        fi
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y)
    stage apt-update "Reading Debian's package lists" \
        "Check the network and /etc/apt/sources.list, then run this again." "${apt[@]}" update
    stage apt-install "Installing ${#missing[@]} Debian packages: ${missing[*]}" \
        "Plumbline is built on Debian 12; where a package has no candidate, the main archive is not in /etc/apt/sources.list." \
        "${apt[@]}" install --no-install-recommends "${missing[@]}"
}

has_nvidia_driver() {
    [[ -d /proc/driver/nvidia ]] || command -v nvidia-smi >/dev/null
}

# LibTorch with what it loads on every machine; with an NVIDIA driver also what it loads for CUDA.
torch_requirements() {
    echo "$PLUMBLINE_ROOT/packaging/torch-requirements.txt"
    if has_nvidia_driver; then echo "$PLUMBLINE_ROOT/packaging/torch-cuda-requirements.txt"; fi
}

# Names the exact set of wheels; written into the folder as the last thing before it gets its name.
torch_stamp() {
    local files
    mapfile -t files < <(torch_requirements)
    cat "${files[@]}" | sha256sum | cut -d' ' -f1
}

torch_is_ready() {
    [[ -e $PLUMBLINE_TORCH_ROOT/torch/lib/libtorch_cpu.so ]] || return 1
    # A folder that the user brought is taken as it is.
    [[ $PLUMBLINE_TORCH_ROOT != "$PLUMBLINE_BUILD/deps/python" ]] && return 0
    [[ $(cat "$PLUMBLINE_TORCH_ROOT/.wheels" 2>/dev/null) == "$(torch_stamp)" ]]
}

# pip verifies every hash. The tags name the C library the wheels were built for, all older than Debian 12's.
unpack_wheels() {
    local python=$1 into=$2 try file arguments=()
    while IFS= read -r file; do arguments+=(--requirement "$file"); done < <(torch_requirements)
    for tag in manylinux_2_28 manylinux_2_27 manylinux_2_25 manylinux_2_18 manylinux2014 manylinux_2_17; do
        arguments+=(--platform "${tag}_x86_64")
    done
    for try in 1 2 3; do
        rm -rf "$into"
        if "$python" -m pip install --disable-pip-version-check --no-input --progress-bar off --no-compile \
            --no-deps --require-hashes --only-binary=:all: --python-version 3.12 --implementation cp \
            "${arguments[@]}" --target "$into"; then
            return
        fi
        echo "try $try of 3 failed"
        sleep 3
    done
    return 1
}

install_torch() {
    if torch_is_ready; then return; fi
    if [[ $PLUMBLINE_TORCH_ROOT != "$PLUMBLINE_BUILD/deps/python" ]]; then
        fail "PLUMBLINE_TORCH_ROOT is $PLUMBLINE_TORCH_ROOT, but torch/lib/libtorch_cpu.so is not in it." \
            "Correct it, or unset it to let this script fetch LibTorch."
    fi
    local python deps=$PLUMBLINE_BUILD/deps size="0.5 GB"
    python=$(python_with_pip)
    if [[ -z $python ]]; then fail "No Python with pip was found." "apt-get install python3-pip"; fi
    if has_nvidia_driver; then size="2.3 GB, with the CUDA libraries"; fi
    mkdir -p "$deps"
    rm -rf "$deps"/unpacking.*
    local unpacking=$deps/unpacking.$$
    stage libtorch "Fetching LibTorch ($size) into build/deps/python" \
        "Check the network and the free space ($(df -h --output=avail "$deps" | tail -n 1 | tr -d ' ') here, 4 GB needed; 12 GB with CUDA), then run this again." \
        unpack_wheels "$python" "$unpacking"
    torch_stamp >"$unpacking/.wheels"
    rm -rf "$deps/python"
    mv "$unpacking" "$deps/python"
}

check_machine
install_packages
install_torch
printf '• Debian packages and LibTorch are there\n'
