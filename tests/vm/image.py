"""What a guest boots from: a kernel, and an initial file system made of archives that are put one behind the other.

root     packages that the live tests need, the same for all kernels of a processor
modules  the kernel's
payload  the program, the tests and the command: made anew for every run
"""
import inspect
import pathlib
import re
import shutil
import subprocess
import tempfile
import zlib

import debian

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent

ROOT_SUITE = "bookworm"
ROOT_PACKAGES = """base-files bash bpftool coreutils curl dash findutils grep iproute2 iptables iputils-ping kmod
  libc-bin libcap2-bin mount procps python3 python3-jsonschema sed tcpdump tshark util-linux""".split()
TESTED = ("tests/live", "tests/files", "docs", "packaging", "tools")  # the live tests, and what they look at besides the program
# Of the kernel's modules only those that tests may use: the archive stays small and the boot quick.
MODULE_FOLDERS = "arch crypto drivers/block drivers/char drivers/net drivers/virtio fs/overlayfs lib net".split()


def archive(folder, file):
    """A cpio archive of all that is in the folder, owned by root."""
    names = subprocess.run(["find", ".", "-mindepth", "1", "-print0"], cwd=folder, capture_output=True, check=True).stdout
    partial = file.with_suffix(".partial")
    with open(partial, "wb") as out:
        subprocess.run(["cpio", "--quiet", "--null", "--create", "--format=newc", "--owner=0:0"], cwd=folder, input=names,
                       stdout=out, check=True)
    partial.rename(file)


def root_archive(architecture, cache):
    made_by = zlib.crc32((inspect.getsource(root_archive) + " ".join(ROOT_PACKAGES)).encode())
    file = cache / f"root-{architecture}-{made_by:08x}.cpio"
    if file.exists():
        return file
    for old in cache.glob(f"root-{architecture}-*"):
        old.unlink()
    suite = debian.Suite(ROOT_SUITE, architecture, cache / f"apt-{ROOT_SUITE}-{architecture}")
    packages = suite.download_closure(ROOT_PACKAGES)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        root = pathlib.Path(temporary)
        debian.merged_root(root)
        for package in packages:
            debian.unpack(package, root)
        for unused in ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/zoneinfo"):
            shutil.rmtree(root / unused, ignore_errors=True)
        for folder in ("proc", "sys", "dev", "run", "tmp", "root", "var/tmp"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        users = (("root", 0), ("tcpdump", 100), ("nobody", 65534))
        (root / "etc/passwd").write_text("".join(f"{name}:x:{n}:{n}::/:/bin/sh\n" for name, n in users))
        (root / "etc/group").write_text("".join(f"{name}:x:{n}:\n" for name, n in users))
        (root / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        archive(root, file)
    return file


def kernel_packages(suite):
    """The metapackage names the kernel's package, and from 7.0 on that names two with its parts."""
    meta = f"linux-image-cloud-{suite.architecture}"
    image = suite.dependencies(meta, "linux-image-")
    if not image:
        raise debian.Unavailable(f"{suite.name} has no {meta}")
    return image + suite.dependencies(image[0], "linux-(?:binary|modules)-")


def modules_of(unpacked, folder):
    """Those of MODULE_FOLDERS, with an index of their dependencies; below /usr/lib, where Debian has begun to keep them."""
    source = next(path for pattern in ("lib/modules/*", "usr/lib/modules/*") for path in unpacked.glob(pattern))
    target = folder / "usr/lib/modules" / source.name
    for wanted in MODULE_FOLDERS:
        if (source / "kernel" / wanted).exists():
            shutil.copytree(source / "kernel" / wanted, target / "kernel" / wanted)
    for index in source.glob("modules.*"):
        shutil.copy(index, target)
    subprocess.run(["depmod", "--basedir", str(folder / "usr"), source.name], check=True, capture_output=True)


def kernel_files(kernel, cache):
    """(kernel image, archive of its modules)"""
    folder = cache / f"kernel-{kernel.name}"
    image, modules = folder / "vmlinuz", folder / "modules.cpio"
    if modules.exists():
        return image, modules
    folder.mkdir(parents=True, exist_ok=True)
    suite = debian.Suite(kernel.suite, kernel.architecture, cache / f"apt-{kernel.suite}-{kernel.architecture}")
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        unpacked = pathlib.Path(temporary) / "package"
        for package in kernel_packages(suite):
            debian.unpack(suite.download(package, pathlib.Path(temporary)), unpacked)
        shutil.copy(next(p for pattern in ("boot/vmlinuz-*", "usr/lib/modules/*/vmlinuz") for p in unpacked.glob(pattern)),
                    image)
        modules_of(unpacked, pathlib.Path(temporary) / "modules")
        archive(pathlib.Path(temporary) / "modules", modules)
    return image, modules


def copy_libraries(program, root):
    """What a program that is not static needs: the host's libraries, where the guest's loader looks first."""
    listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True).stdout
    for library in re.findall(r"=> (/\S+)", listed):
        (root / "usr/local/lib").mkdir(parents=True, exist_ok=True)
        shutil.copy(library, root / "usr/local/lib")


def payload_archive(program, command, shared, file):
    """`shared`: host files and folders, copied to /shared."""
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        shutil.copy(HERE / "init", root / "init")
        (root / "command").write_text(command)
        (root / "trawl/build").mkdir(parents=True)
        shutil.copy(program, root / "trawl/build/trawl")
        copy_libraries(program, root)
        for part in TESTED:
            shutil.copytree(TREE / part, root / "trawl" / part, ignore=shutil.ignore_patterns("__pycache__"))
        (root / "usr/local/bin").mkdir(parents=True)
        (root / "usr/local/bin/trawl").symlink_to("/trawl/build/trawl")
        for path in map(pathlib.Path, shared):
            target = root / "shared" / path.resolve().name
            if path.is_dir():
                shutil.copytree(path, target, symlinks=True)
            else:
                target.parent.mkdir(exist_ok=True)
                shutil.copy(path, target)
        archive(root, file)
