#!/usr/bin/env python3
"""Seeds for print_fuzzer from the golden files: make_print_corpus.py OUT_FOLDER [GOLDEN_FOLDER]"""
import glob
import hashlib
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "golden"))
from golden import Golden  # noqa: E402


def main():
    out = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "..", "tests", "golden")
    os.makedirs(out, exist_ok=True)
    count = 0
    for path in sorted(glob.glob(os.path.join(folder, "*.hex"))):
        for link, packets in Golden(path).groups:
            for data, length in packets:
                more = min((length or len(data)) - len(data), 0xFFFF)
                for flags in (0, 2 | 4):
                    seed = struct.pack("<HBBH", link & 0xFFFF, flags, 0, max(more, 0)) + data
                    with open(os.path.join(out, hashlib.sha1(seed).hexdigest()), "wb") as f:
                        f.write(seed)
                    count += 1
    print(f"{count} seeds in {out}")


if __name__ == "__main__":
    main()
