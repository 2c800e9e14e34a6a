#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what `plumbline bench --suite … --json` prints into a table of docs/benchmarks.md.

Usage: plumbline bench --model MODEL --suite caches|speeds --json | packaging/cache-table.py
"""
import json
import sys


def row(entry):
    setting = ", ".join(f"{key} {value}" for key, value in entry["setting"].items())
    wanted = f"{entry['wanted']}× | " if "wanted" in entry else ""
    if not entry.get("reached", True):
        setting += " (its fastest)"
    calls = f"{entry['computed']} / {entry['partial']} / {entry['reused']}"
    speed = entry["speedup"]
    return (f"| {wanted}`{entry['method']}` | {setting} | {calls} | {speed['ideal']:.2f}× | {speed['measured']:.2f}× | "
            f"{100 * speed['share_of_ideal']:.1f} % | {entry['psnr']:.1f} dB | {entry['ssim']:.4f} | "
            f"{entry['cache_bytes'] / 1e6:.3f} |")


def main():
    try:
        table = json.loads(sys.stdin.read().strip().splitlines()[-1])
        rows = [row(entry) for entry in table["caches"]]
    except (ValueError, KeyError, IndexError) as error:
        sys.exit(f"cache-table: standard input is no result of a suite of caches ({error}): pipe the output of "
                 "plumbline bench --suite caches --json into it")
    wanted = ("| wanted ", "|---") if "wanted" in table["caches"][0] else ("", "")
    print(f"{wanted[0]}| method | setting | computed / in part / reused calls | ideal | measured | of ideal | PSNR | SSIM | cache, MB |")
    print(f"{wanted[1]}|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    methods = {}
    for refusal in table["refused"]:
        reason = refusal["reason"].split("cannot run here: ")[-1].split(": plumbline caches")[0]
        methods.setdefault(reason, []).append(f"`{refusal['method']}`")
    for reason, refused in methods.items():
        print(f"\nNot {', '.join(refused)}: {reason}.")


if __name__ == "__main__":
    main()
