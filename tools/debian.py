"""Debian packages of any suite and processor, without installing them: apt with a configuration of its own.

apt verifies each suite's signature and each package's checksum. Nothing of the host's package state is read or changed;
only the mirror is taken from the host's configuration.
"""
import functools
import os
import pathlib
import re
import subprocess

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

CONFIGURATION = """\
Dir "{home}";
Dir::State "state";
Dir::State::status "{home}/status";
Dir::Cache "cache";
Dir::Etc "{home}/etc";
Dir::Etc::sourcelist "sources.list";
Dir::Etc::sourceparts "empty";
Dir::Etc::parts "empty";
Dir::Etc::main "none";
Dir::Etc::trusted "none";
Dir::Etc::trustedparts "empty";
Dir::Etc::preferences "none";
Dir::Etc::preferencesparts "empty";
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
"""


class Unavailable(Exception):
    """Packages cannot be had: no network, or a mirror without the suite."""


@functools.cache
def mirrors():
    """What this host's apt uses: {"debian": URI, "debian-security": URI}."""
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)"],
                             capture_output=True, text=True, check=True).stdout
    found = {}
    for line in targets.splitlines():
        origin, label, uri = line.split(" ", 1)[0], line.split(" ", 1)[1].rsplit(" ", 1)[0], line.rsplit(" ", 1)[1]
        if origin == "Debian":
            found.setdefault("debian-security" if label == "Debian-Security" else "debian", uri)
    if "debian" not in found:
        raise Unavailable("apt has no Debian mirror configured")
    return found


class Suite:
    """One suite for one processor. `home` keeps its lists and downloads between runs."""

    def __init__(self, name, architecture, home):
        self.name, self.architecture, self.home = name, architecture, pathlib.Path(home).resolve()
        for folder in ("etc/empty", "state/lists/partial", "cache/archives/partial"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        (self.home / "apt.conf").write_text(CONFIGURATION.format(home=self.home, architecture=architecture))
        # Signed by its keys, but maybe not lately: suites at the end of their life, and mirrors that stand still.
        line = f"deb [signed-by={KEYRING} check-valid-until=no] {{}} {{}} main\n"
        sources = line.format(mirrors()["debian"], name)
        if name != "sid" and "debian-security" in mirrors():
            sources += line.format(mirrors()["debian-security"], f"{name}-security")
        (self.home / "etc/sources.list").write_text(sources)

    def _apt(self, *command, **more):
        done = subprocess.run(command, capture_output=True, text=True, timeout=600,
                              env={**os.environ, "APT_CONFIG": str(self.home / "apt.conf"), "LC_ALL": "C"}, **more)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or ["?"]
            raise Unavailable(f"Debian's {self.name} for {self.architecture} cannot be had: {lines[0]}")
        return done.stdout

    @functools.cache
    def update(self):
        self._apt("apt-get", "-qq", "update", "--error-on=any")

    def dependencies(self, package, pattern):
        """The packages that this one depends on and whose names begin so."""
        self.update()
        return re.findall(rf"^ +Depends: ({pattern}\S+)$", self._apt("apt-cache", "depends", package), re.M)

    def download(self, package, folder):
        """The package alone; returns its file."""
        self.update()
        folder.mkdir(parents=True, exist_ok=True)
        self._apt("apt-get", "-qq", "download", package, cwd=folder)
        return next(folder.glob(f"{package}_*.deb"))

    def download_closure(self, packages):
        """The packages with all that they depend on; returns their files."""
        self.update()
        archives = self.home / "cache/archives"
        self._apt("apt-get", "-qq", "clean")
        self._apt("apt-get", "-qq", "-y", "--download-only", "install", *packages)
        return sorted(archives.glob("*.deb"))


def merged_root(folder):
    """/bin, /sbin and /lib lead into /usr, as in an installed Debian; packages have files in both."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"usr/{name}")


def version_of(package):
    """The line "PACKAGE SOURCE VERSION" of a package's file."""
    form = "${Package} ${source:Package} ${source:Version}\n"
    return subprocess.run(["dpkg-deb", "--show", f"--showformat={form}", str(package)], capture_output=True, text=True,
                          check=True).stdout


def unpack(package, root):
    """Into a root whose /bin, /sbin and /lib may be links, which dpkg-deb -x alone would replace by folders."""
    root.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "--keep-directory-symlink", "-C", str(root)], input=files, check=True)
