"""docs/kernels.md: each live test on each kernel, as the runs of ./dev vm found it. A run replaces the rows of
its own scripts."""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs/kernels.md"

INTRODUCTION = """\
# Kernels

Each live test on each kernel, written by `./dev vm KERNEL` without a command: Debian's cloud kernels under plain
emulation. An empty field was not run; cost.test never is, for times mean nothing under emulation. What a kernel may lack
and what is done instead: `trawl --without` names the features, `src/kernel/features.cc` explains them.
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
