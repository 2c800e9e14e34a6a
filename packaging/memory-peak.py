#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command and says the most memory that it held at once.

Usage: packaging/memory-peak.py COMMAND…

Anonymous memory is what a program needs for itself; pages of mapped files, which the system takes back when it needs them,
are given apart. Sampled 20 times a second from /proc/PID/status.
"""
import subprocess
import sys
import time


def sample(pid):
    sizes = {}
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                words = line.split()
                if len(words) == 3 and words[2] == "kB":
                    sizes[words[0]] = int(words[1]) * 1024
    except OSError:
        pass  # it has ended
    return sizes.get("RssAnon:", 0), sizes.get("RssFile:", 0)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    process = subprocess.Popen(sys.argv[1:])
    anonymous = files = 0
    start = time.monotonic()
    while process.poll() is None:
        now, mapped = sample(process.pid)
        anonymous, files = max(anonymous, now), max(files, mapped)
        time.sleep(0.05)
    seconds = time.monotonic() - start
    print(f"anonymous memory: {anonymous / 1e9:.2f} GB at most; mapped files: {files / 1e9:.2f} GB at most; {seconds:.0f} s",
          file=sys.stderr)
    sys.exit(process.returncode)


if __name__ == "__main__":
    main()
