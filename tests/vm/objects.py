"""BPF objects that live tests load: the guest has no compiler, so they are made on the host and shared."""
import os
import pathlib
import shutil
import subprocess

TESTS = pathlib.Path(__file__).resolve().parent.parent / "live"


def build(folder):
    """All of tests/live/*.bpf.c; without clang none, and the tests are skipped in the guest."""
    clang = next((name for name in ("clang-19", "clang") if shutil.which(name)), None)
    if not clang:
        return
    folder.mkdir()
    for source in TESTS.glob("*.bpf.c"):
        subprocess.run([clang, "-g", "-O2", "-target", "bpf", "-idirafter", f"/usr/include/{os.uname().machine}-linux-gnu",
                        "-c", str(source), "-o", str(folder / source.with_suffix(".o").name)], check=True)
