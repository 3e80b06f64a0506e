"""docs/kernels.md: each live test on each kernel, as the runs of ./dev vm found it. A run replaces its own kernel's fields
in the rows of its own scripts."""
import collections
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs/kernels.md"

HEADING = "| test |"  # what stands before it is written by hand
SKIPS = re.compile(r"^- ([^:]+): (.*): (\S+(?:, \S+)*)$", re.M)  # kernels, reason, tests
CELLS = {"ok": "ok", "fail": "**fails**", "skip": "skipped", "": ""}


def read():
    """(what stands before the table, {kernel: release}, {test: {kernel: verdict}}, {(skipped test, kernel): reason})"""
    releases, rows = {}, {}
    introduction, heading, rest = DOCUMENT.read_text().partition(HEADING)
    text = heading + rest
    verdicts = {cell: verdict for verdict, cell in CELLS.items()}
    kernels = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith(HEADING):
            kernels = [cell.split(" ")[0] for cell in cells[1:]]
            releases = {cell.split(" ")[0]: cell.split(" ")[1].strip("()") for cell in cells[1:]}
        elif line.startswith("| ") and kernels:
            rows[cells[0]] = {kernel: verdicts.get(cell, "") for kernel, cell in zip(kernels, cells[1:])}
    skips = {(test, kernel): reason for on, reason, tests in SKIPS.findall(text)
             for test in tests.split(", ") for kernel in on.split(", ")}
    return introduction, releases, rows, skips


def skip_list(rows, skips, kernels):
    """Tests that are skipped on the same kernels for the same reason share a line."""
    reasons, tests = collections.defaultdict(list), collections.defaultdict(list)
    for test, row in sorted(rows.items()):
        for kernel in kernels:
            if row.get(kernel) == "skip":
                reasons[test, skips.get((test, kernel), "?")].append(kernel)
    for (test, reason), on in reasons.items():
        tests[", ".join(on), reason].append(test)
    return [f"- {on}: {reason}: {', '.join(names)}" for (on, reason), names in tests.items()]


def write(introduction, releases, rows, skips, order):
    kernels = [kernel for kernel in order if kernel in releases]
    lines = [f"{HEADING} " + " | ".join(f"{k} ({releases[k]})" for k in kernels) + " |",
             "|---" * (len(kernels) + 1) + "|"]
    for test in sorted(rows):
        lines.append(f"| {test} | " + " | ".join(CELLS[rows[test].get(k, "")] for k in kernels) + " |")
    skipped = skip_list(rows, skips, kernels)
    if skipped:
        lines += ["", "Skipped:", "", *skipped]
    DOCUMENT.write_text(introduction + "\n".join(lines) + "\n")


def update(kernel, release, scripts, results, order):
    """`results`: {test: (verdict, reason)} of one run of these scripts on one kernel."""
    introduction, releases, rows, skips = read()
    releases[kernel] = release
    for test, row in rows.items():
        if test.split("/")[0] in scripts:
            row.pop(kernel, None)
    for test, (verdict, reason) in results.items():
        rows.setdefault(test, {})[kernel] = verdict
        if verdict == "skip":
            skips[test, kernel] = reason
    write(introduction, releases, {test: row for test, row in rows.items() if any(row.values())}, skips, order)
