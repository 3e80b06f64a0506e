"""A guest under qemu's plain emulation: a command goes in with the initial file system, its output comes back through a
serial port as it is written, and its status through a second one. (The cloud kernels have no virtio console.)"""
import contextlib
import dataclasses
import fcntl
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import image


@dataclasses.dataclass(frozen=True)
class Kernel:
    name: str
    suite: str
    architecture: str


KERNELS = [
    Kernel("5.10", "bullseye", "amd64"),
    Kernel("6.1", "bookworm", "amd64"),
    Kernel("6.12", "trixie", "amd64"),
    Kernel("sid", "sid", "amd64"),
    Kernel("arm64-6.1", "bookworm", "arm64"),
]


@dataclasses.dataclass(frozen=True)
class Emulator:
    command: list
    console: str


EMULATORS = {
    "amd64": Emulator(["qemu-system-x86_64", "-machine", "q35", "-cpu", "max"], "ttyS0"),
    # Of "max" the signing of pointers alone would make it slow.
    "arm64": Emulator(["qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a72"], "ttyAMA0"),
}
TIMED_OUT = 124


class Failed(Exception):
    """The guest did not get as far as to tell the command's status."""


@contextlib.contextmanager
def only_user(folder):
    """Other clones use the same cache: what is missing is made by one of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclasses.dataclass
class Machine:
    kernel: Kernel
    cache: pathlib.Path
    program: pathlib.Path
    memory: str = "2G"
    seconds: int = 900
    shared: tuple = ()
    arguments: str = ""  # to the kernel

    def run(self, command, output=None):
        """Boots, runs the shell command, and returns its status; TIMED_OUT after `seconds`. `output`: a file, or None
        for standard output."""
        self._check()
        with only_user(self.cache):
            kernel_image, modules = image.kernel_files(self.kernel, self.cache)
            root = image.root_archive(self.kernel.architecture, self.cache)
        with tempfile.TemporaryDirectory(dir=self.cache) as temporary:
            folder = pathlib.Path(temporary)
            image.payload_archive(self.program, command, self.shared, folder / "payload.cpio")
            with open(folder / "initrd", "wb") as initrd:
                for part in (root, modules, folder / "payload.cpio"):
                    with open(part, "rb") as source:
                        shutil.copyfileobj(source, initrd)
            return self._boot(kernel_image, folder, output)

    def _check(self):
        tools = (EMULATORS[self.kernel.architecture].command[0], "cpio", "depmod", "setpriv")
        missing = [tool for tool in tools if not shutil.which(tool)]
        if missing:
            raise Failed(f"not installed: {', '.join(missing)}; ./dev vm installs what it needs where it may")
        if not self.program.is_file():
            raise Failed(f"there is no program {self.program}: ./dev build makes it, TRAWL_STATIC names another")

    def _boot(self, kernel_image, folder, output):
        console, status = folder / "console", folder / "status"
        emulator = EMULATORS[self.kernel.architecture]
        # no_timer_check: on a busy host the emulated timer looks broken to the kernel.
        options = {
            "accel": "tcg,thread=multi", "m": self.memory, "smp": "2", "kernel": kernel_image, "initrd": folder / "initrd",
            "append": f"console={emulator.console} panic=-1 quiet loglevel=4 no_timer_check {self.arguments}",
            "serial": f"file:{console}",
        }
        command = ["setpriv", "--pdeathsig", "KILL", "nice", *emulator.command, "-display", "none", "-monitor",
                   "none", "-nodefaults", "-no-user-config", "-no-reboot"]
        for option, value in options.items():
            command += [f"-{option}", str(value)]
        # The guest takes them in this order: /init.
        for name, backend in (("output", "stdio,id=output"), ("status", f"file,id=status,path={status}")):
            command += ["-chardev", backend, "-device", f"pci-serial,chardev={name}"]
        sys.stdout.flush()
        guest = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output)
        try:
            guest.wait(self.seconds)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            guest.kill()
            guest.wait()
        told = status.read_text().strip() if status.exists() else ""
        if not told:
            raise Failed(f"the guest ended early: {console.read_text(errors='replace')[-3000:]}")
        return int(told)
