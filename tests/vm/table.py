"""docs/kernels.md: each live test on each kernel, as the runs of ./dev vm found it. A run replaces its own kernel's fields
in the rows of its own scripts, and is noted with the commit that it ran."""
import collections
import dataclasses
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs/kernels.md"

HEADING = "| test |"  # what stands before it is written by hand
SKIPPED, RUN_AT = "Skipped:", "Run at the commit:"
ENTRY = re.compile(r"^- ([^:]+): (.*): (\S+(?:, \S+)*)$")  # kernels, reason or commit, tests or scripts
CELLS = {"ok": "ok", "fail": "**fails**", "skip": "skipped", "": ""}


@dataclasses.dataclass
class Table:
    """What the document says."""
    introduction: str
    releases: dict = dataclasses.field(default_factory=dict)  # {kernel: its release}
    rows: dict = dataclasses.field(default_factory=lambda: collections.defaultdict(dict))  # {test: {kernel: verdict}}
    reasons: dict = dataclasses.field(default_factory=dict)  # {(skipped test, kernel): why}
    commits: dict = dataclasses.field(default_factory=dict)  # {(script, kernel): of the run that its fields are from}


def read():
    introduction, heading, rest = DOCUMENT.read_text().partition(HEADING)
    table = Table(introduction)
    verdicts = {cell: verdict for verdict, cell in CELLS.items()}
    kernels, entries = [], {}
    for line in (heading + rest).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith(HEADING):
            kernels = [cell.split(" ")[0] for cell in cells[1:]]
            table.releases = {cell.split(" ")[0]: cell.split(" ")[1].strip("()") for cell in cells[1:]}
        elif line.startswith("| "):
            table.rows[cells[0]] = {kernel: verdicts.get(cell, "") for kernel, cell in zip(kernels, cells[1:])}
        elif line in (SKIPPED, RUN_AT):
            entries = {SKIPPED: table.reasons, RUN_AT: table.commits}[line]
        elif entry := ENTRY.match(line):
            on, value, names = entry.groups()
            entries.update({(name, kernel): value for name in names.split(", ") for kernel in on.split(", ")})
    return table


def entry_list(heading, values, kernels):
    """`values`: {(name, kernel): value}. Names that have the same value on the same kernels share a line."""
    places, names = collections.defaultdict(list), collections.defaultdict(list)
    for (name, kernel), value in sorted(values.items(), key=lambda item: (item[0][0], kernels.index(item[0][1]))):
        places[name, value].append(kernel)
    for (name, value), on in places.items():
        names[", ".join(on), value].append(name)
    lines = [f"- {on}: {value}: {', '.join(those)}" for (on, value), those in names.items()]
    return ["", heading, "", *lines] if lines else []


def write(table, order):
    kernels = [kernel for kernel in order if kernel in table.releases]
    lines = [f"{HEADING} " + " | ".join(f"{k} ({table.releases[k]})" for k in kernels) + " |",
             "|---" * (len(kernels) + 1) + "|"]
    skips, commits = {}, {}
    for test, row in sorted(table.rows.items()):
        if not any(row.values()):
            continue
        lines.append(f"| {test} | " + " | ".join(CELLS[row.get(k, "")] for k in kernels) + " |")
        script = test.split("/")[0]
        for kernel in (kernel for kernel in kernels if row.get(kernel)):
            if (script, kernel) in table.commits:
                commits[script, kernel] = table.commits[script, kernel]
            if row[kernel] == "skip":
                skips[test, kernel] = table.reasons.get((test, kernel), "?")
    lines += entry_list(SKIPPED, skips, kernels) + entry_list(RUN_AT, commits, kernels)
    DOCUMENT.write_text(table.introduction + "\n".join(lines) + "\n")


@dataclasses.dataclass
class Run:
    """Of some scripts on one kernel."""
    kernel: str
    release: str
    commit: str
    scripts: list  # that came to their end
    results: dict  # {test: (verdict, reason)}


def update(run, order):
    table = read()
    table.releases[run.kernel] = run.release
    table.commits.update({(script, run.kernel): run.commit for script in run.scripts})
    for test, row in table.rows.items():
        if test.split("/")[0] in run.scripts:
            row.pop(run.kernel, None)
    for test, (verdict, reason) in run.results.items():
        table.rows[test][run.kernel] = verdict
        if verdict == "skip":
            table.reasons[test, run.kernel] = reason
    write(table, order)
