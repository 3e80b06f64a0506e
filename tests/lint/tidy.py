#!/usr/bin/env python3
"""clang-tidy over every source file, in parallel: tests/lint/tidy.py BUILD_DIRECTORY [FILE...]

A file that was clean is not looked at again, by no clone of this user, while it, the headers of ours that it includes, the
configuration and clang-tidy itself stay the same: ~/.cache/trawl/tidy has a mark for each.
"""
import concurrent.futures
import functools
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TIDY = "clang-tidy-19"
KEPT = 60 * 24 * 3600  # seconds that a mark is kept without being asked for


@functools.cache
def text_of(path):
    return path.read_bytes()


@functools.cache
def includes_of(path):
    names = re.findall(rb'^\s*#\s*include\s+"([^"]+)"', text_of(path), re.M)
    candidates = [base / name.decode() for name in names for base in (ROOT / "src", ROOT)]
    return [c for c in candidates if c.is_file()]


def closure(path):
    seen, left = set(), [path]
    while left:
        current = left.pop()
        if current not in seen:
            seen.add(current)
            left += includes_of(current)
    return sorted(seen)


def digest(path, common):
    sum_of = hashlib.sha256(common)
    for each in closure(path):
        sum_of.update(str(each.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(text_of(each)).digest())
    return sum_of.hexdigest()


def check(path, build):
    done = subprocess.run([TIDY, "--quiet", "-p", str(build), str(path)], capture_output=True, text=True)
    return done.returncode == 0, done.stdout


def marks():
    """The folder of marks; those that nobody asks for any more are gone."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "trawl/tidy"
    folder.mkdir(parents=True, exist_ok=True)
    for mark in folder.iterdir():
        if mark.stat().st_mtime < time.time() - KEPT:
            mark.unlink(missing_ok=True)
    return folder


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    cache = marks()
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()
    listed = subprocess.run(["git", "ls-files", "src/*.cc"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / f for f in (sys.argv[2:] or listed.stdout.split())]
    stamps = {path: cache / digest(path, common) for path in files}
    changed = [path for path in files if not stamps[path].exists()]
    for path in set(files) - set(changed):
        stamps[path].touch()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (clean, text) in zip(changed, pool.map(lambda p: check(p, build), changed)):
            if clean:
                stamps[path].touch()
            else:
                failed += 1
                print(text, end="", flush=True)
    print(f"clang-tidy: {len(changed)} of {len(files)} files looked at, {failed} not clean", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
