"""All live tests on one kernel, run in the guest and told on the host."""
import pathlib
import subprocess

import machine
import table

NOT_UNDER_EMULATION = ["cost"]
SLOWNESS = 12  # times as much patience as on a real machine
SCRIPT_SECONDS = 900
TREE = pathlib.Path(__file__).resolve().parent.parent.parent
TESTS, LOGS = TREE / "tests/live", TREE / "build"


def git(*words):
    return subprocess.run(["git", *words], cwd=TREE, capture_output=True, text=True).stdout.strip()


def commit():
    """That of the sources; with "-changed" where they differ from it in more than the document that runs write."""
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/kernels.md")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("-changed" if changed else "")


def command_for(scripts):
    lines = [f"export TRAWL_LIVE_SLOWNESS={SLOWNESS}",
             "echo release $(uname -v | grep -oE '[0-9]+[.][0-9]+[.][0-9]+-[0-9]+')"]
    for name in scripts:
        lines += [f"echo script {name}", f"timeout {SCRIPT_SECONDS} tests/live/{name}.test 2>&1", "echo status $?"]
    return "\n".join(lines)


def results_of(lines):
    """(the kernel's release, {SCRIPT/CASE: (verdict, reason)}, scripts that came to their end); a script that fails
    without a word is a case, too."""
    release, script, results, finished, said = "?", "?", {}, [], False
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "release":
            release = rest
        elif word == "script":
            script, said = rest, False
        elif word in ("ok", "fail", "skip"):
            name, _, reason = rest.partition(": ")
            results[f"{script}/{name}"] = (word, reason)
            said = said or word == "fail"
            if word != "ok":
                print(f"{word} {script}/{name}: {reason}", flush=True)
        elif word == "status":
            finished.append(script)
            if rest != "0" and not said:
                results[script] = ("fail", f"status {rest}")
                print(f"fail {script}: status {rest}", flush=True)
    return release, results, finished


def record(guest, sources, output):
    """Into the document what the scripts told that came to their end; returns how many checks passed and failed."""
    output.seek(0)
    release, results, finished = results_of(output)
    counts = [sum(verdict == word for verdict, _ in results.values()) for word in ("ok", "fail", "skip")]
    print(f"{guest.kernel.name} ({release}): {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped", flush=True)
    results = {name: result for name, result in results.items() if name.split("/")[0] in finished}
    if finished:
        done = table.Run(guest.kernel.name, release, sources, finished, results)
        table.update(done, [kernel.name for kernel in machine.KERNELS])
    return counts[0], counts[1]


def run(guest, only):
    """True if nothing failed; writes the kernel's column of the document. `only`: names of scripts; empty: all."""
    LOGS.mkdir(exist_ok=True)
    sources = commit()
    scripts = only or sorted({path.stem for path in TESTS.glob("*.test")} - set(NOT_UNDER_EMULATION))
    with open(LOGS / f"vm-{guest.kernel.name}.log", "w+", errors="replace") as output:  # to look at meanwhile
        try:
            status = guest.run(command_for(scripts), output)
        finally:  # a guest that crashed has told something, too
            passed, failed = record(guest, sources, output)
    if status == machine.TIMED_OUT:
        print(f"fail {guest.kernel.name}: not done after {guest.seconds} s")
    return status != machine.TIMED_OUT and failed == 0 and passed > 0
