#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what `plumbline bench --suite caches --json` prints into the table of docs/benchmarks.md.

Usage: plumbline bench --model MODEL --suite caches --json | packaging/cache-table.py
"""
import json
import sys


def row(entry):
    ((key, value),) = entry["setting"].items()
    calls = f"{entry['computed']} / {entry['partial']} / {entry['reused']}"
    speed = entry["speedup"]
    return (f"| `{entry['method']}` | {key} {value} | {calls} | {speed['ideal']:.2f}× | {speed['measured']:.2f}× | "
            f"{100 * speed['share_of_ideal']:.1f} % | {entry['psnr']:.1f} dB | {entry['ssim']:.4f} | "
            f"{entry['cache_bytes'] / 1e6:.3f} |")


def main():
    try:
        table = json.loads(sys.stdin.read().strip().splitlines()[-1])
        rows = [row(entry) for entry in table["caches"]]
    except (ValueError, KeyError, IndexError) as error:
        sys.exit(f"cache-table: standard input is no result of a suite of caches ({error}): pipe the output of "
                 "plumbline bench --suite caches --json into it")
    print("| method | setting | computed / in part / reused calls | ideal | measured | of ideal | PSNR | SSIM | cache, MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    for refusal in table["refused"]:
        print(f"\n`{refusal['method']}`: {refusal['reason']}.")


if __name__ == "__main__":
    main()
