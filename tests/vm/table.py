"""docs/kernels.md: each live test on each kernel, as the runs of ./dev vm found it. A run replaces the rows of
its own scripts."""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs/kernels.md"

INTRODUCTION = """\
# Kernels

Each live test on each kernel, written by `./dev vm KERNEL` without a command: Debian's cloud kernels under plain
emulation; arm64-6.1 is the one for 64-bit ARM. An empty field was not run; cost.test never is, for times mean nothing
under emulation. On a kernel older than 5.10, such as RHEL 8's 4.18, trawl has not been tried.

What a capture uses only where the kernel has it (found by trying), and what is done instead:

| feature | since | instead |
|---|---|---|
| tcx | 6.6 | clsact filters, which a second process takes away |
| task-pointer | 5.11 | probe reads of the task's members |
| storage-in-tracing | 5.11 | cgroup hooks set owners, /proc and pidfd_getfd give those of older sockets; who only receives from a TCP socket that another process made keeps its last known owner |
| btf | 4.18 | a file of `--kernel-btf` or `trawl doctor --fetch-btf`, for captures; states and trace need the kernel's own |

`--without FEATURE` does that on any kernel; `tests/live/fallbacks.test` holds the cases of process.test to it, and
`btf.test` captures without btf. Some things a kernel does not tell, and nothing is done instead: who receives from a
socket before 6.3 (its last sender is named), and resets that no socket sends before 6.10 (`trawl states --events reset`).
"""
CELLS = {"ok": "ok", "fail": "**fails**", "skip": "skipped", "": ""}


def read():
    """({kernel: release}, {test: {kernel: verdict}}, {reason of a skip: [tests]}) of the document."""
    releases, rows = {}, {}
    text = DOCUMENT.read_text() if DOCUMENT.exists() else ""
    verdicts = {cell: verdict for verdict, cell in CELLS.items()}
    kernels = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| test |"):
            kernels = [cell.split(" ")[0] for cell in cells[1:]]
            releases = {cell.split(" ")[0]: cell.split(" ")[1].strip("()") for cell in cells[1:]}
        elif line.startswith("| ") and kernels:
            rows[cells[0]] = {kernel: verdicts.get(cell, "") for kernel, cell in zip(kernels, cells[1:])}
    skips = dict(re.findall(r"^- (\S+): (.*)$", text, re.M))
    return releases, rows, skips


def write(releases, rows, skips, order):
    kernels = [kernel for kernel in order if kernel in releases]
    lines = [INTRODUCTION, "| test | " + " | ".join(f"{k} ({releases[k]})" for k in kernels) + " |",
             "|---" * (len(kernels) + 1) + "|"]
    for test in sorted(rows):
        lines.append(f"| {test} | " + " | ".join(CELLS[rows[test].get(k, "")] for k in kernels) + " |")
    skipped = sorted({test for test in rows if "skip" in rows[test].values()})
    if skipped:
        lines += ["", "Skipped:", ""] + [f"- {test}: {skips.get(test, '')}" for test in skipped]
    DOCUMENT.write_text("\n".join(lines) + "\n")


def update(kernel, release, scripts, results, order):
    """`results`: {test: (verdict, reason)} of one run of these scripts on one kernel."""
    releases, rows, skips = read()
    releases[kernel] = release
    for test, row in rows.items():
        if test.split("/")[0] in scripts:
            row.pop(kernel, None)
    for test, (verdict, reason) in results.items():
        rows.setdefault(test, {})[kernel] = verdict
        if verdict == "skip":
            skips[test] = reason
    write(releases, {test: row for test, row in rows.items() if any(row.values())}, skips, order)
