"""Real container runtimes for the live tests: dockerd, containerd with its CRI plugin, and what they need.

Each runs in a network namespace of its own, where its bridges are, and keeps all it has below the test's directory.
Nothing of it is left at the end.
"""
import contextlib
import ctypes
import functools
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile

from lab import HERE, Skip, at_end, directory, sh, stop_process, wait_for

IMAGE = "docker.io/library/tool:1"
PARENT = f"/trawl-live-{os.getpid()}"  # cgroup
START = 30  # seconds for a runtime to come up
NOT_HERE = directory() / "nobody.sock"
PORT = 4001


def serve(port=PORT):
    """A container's command that gives every line back."""
    return "nc", "-ll", "-p", str(port), "-e", "cat"


SERVE = serve()


def ask(address, port=PORT):
    """A container's command that talks to one that serves: a line there and back."""
    return "sh", "-c", f"echo hello | nc {address} {port}"


def only(**addresses):
    """Options that keep a capture away from the runtimes of this machine."""
    given = {"docker": NOT_HERE, "containerd": NOT_HERE, "cri_runtime": NOT_HERE} | addresses
    return [f"--{name.replace('_', '-')}-address={path}" for name, path in given.items()]


def warnings(trawl):
    """What a capture complained of, but for the runtimes that are not there."""
    return [line for line in trawl.err.splitlines() if "WARNING" in line and str(NOT_HERE) not in line]


def container_of(packet, side):
    fields = packet.fields("ContainerID", side)
    return fields and (fields["ContainerName"], fields["ContainerID"], fields["ContainerImage"],
                       json.loads(fields["ContainerLabels"]))


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skip(f"no {program} here")


# ---- an image: static busybox and nothing else

@functools.cache
def root_files():
    """The image's one layer, a tar archive."""
    need("busybox")
    root = directory() / "rootfs"
    for name in ("bin", "etc", "proc", "sys", "dev", "tmp"):
        (root / name).mkdir(parents=True)
    shutil.copy(shutil.which("busybox"), root / "bin/busybox")
    for name in ("sh", "nc", "ping", "sleep", "cat", "true"):
        (root / "bin" / name).symlink_to("busybox")
    layer = directory() / "layer.tar"
    sh(["tar", "-C", str(root), "--owner=0", "--group=0", "-cf", str(layer), "."])
    return layer


@functools.cache
def image_archive():
    """The same as an OCI image layout."""
    def digest(data):
        return "sha256:" + hashlib.sha256(data).hexdigest()

    def described(kind, data, **more):
        return dict(mediaType=f"application/vnd.oci.image.{kind}", digest=digest(data), size=len(data), **more)

    layer = root_files().read_bytes()
    config = json.dumps(dict(architecture="amd64" if os.uname().machine == "x86_64" else "arm64", os="linux",
                             config=dict(Cmd=["/bin/sleep", "100000"], Env=["PATH=/bin"]), history=[{}],
                             rootfs=dict(type="layers", diff_ids=[digest(layer)]))).encode()
    manifest = json.dumps(dict(schemaVersion=2, config=described("config.v1+json", config),
                               layers=[described("layer.v1.tar", layer)])).encode()
    index = json.dumps(dict(schemaVersion=2, manifests=[
        described("manifest.v1+json", manifest, annotations={"io.containerd.image.name": IMAGE})])).encode()
    path = directory() / "image.tar"
    files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index}
    files |= {"blobs/sha256/" + digest(blob)[7:]: blob for blob in (layer, config, manifest)}
    with tarfile.open(path, "w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


# ---- what is left of a runtime, however it ended

def reap():
    """Shims outlive who started them, and become children of ours."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
at_end(reap)


def killed(folder):
    """Whether nobody is left in a cgroup."""
    try:
        left = (folder / "cgroup.procs").read_text().split()
    except FileNotFoundError:  # its runtime has removed it
        return True
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), 9)
    return not left


def remove_cgroups(parent=PARENT):
    """With the processes of containers that outlived their runtime."""
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, mount, kind, *_ = line.split()
        if not kind.startswith("cgroup"):
            continue
        for folder, _, _ in os.walk(mount + parent, topdown=False):
            wait_for(lambda: killed(pathlib.Path(folder)), f"{folder} empty")
            os.rmdir(folder)


def remove_mounts(below):
    mounts = [line.split()[1] for line in pathlib.Path("/proc/self/mounts").read_text().splitlines()]
    for mount in reversed([m for m in mounts if m.startswith(f"{below}/")]):
        sh(["umount", "-l", mount], check=False)


def kill_shims(base):
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "containerd-shim" in arguments and str(base) in arguments:
            os.kill(int(entry.name), 9)


class Daemon:
    """A runtime's process and its folder."""

    def __init__(self, name, netns, command):
        self.netns = netns
        self.log = self.base / f"{name}.log"
        self.command = command
        at_end(remove_mounts, self.base)
        at_end(remove_cgroups)
        at_end(kill_shims, self.base)
        at_end(self.stop_daemon)
        self.run()

    def run(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.netns.prefix() + [str(word) for word in self.command], stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL)
        wait_for(lambda: self.answers() or self.process.poll() is not None, f"{self.command[0]} answers", START)
        if self.process.poll() is not None:
            raise Skip(f"{self.command[0]} does not run here: {self.log.read_text()[-300:]!r}")


    def stop_daemon(self):
        """With the chance to end its own children."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            stop_process(self.process)


class Docker(Daemon):
    """Without rules for packets, or with `options` instead of the two that say so."""
    made = 0

    def __init__(self, netns, *options):
        need("dockerd", "docker", "runc")
        Docker.made += 1
        self.base = directory() / f"docker{Docker.made}"
        self.base.mkdir()
        self.address = str(self.base / "docker.sock")
        config = self.base / "daemon.json"
        config.write_text("{}")  # not the machine's
        super().__init__("dockerd", netns, [
            "dockerd", "--data-root", self.base / "data", "--exec-root", self.base / "exec", "--pidfile",
            self.base / "pid", "--host", f"unix://{self.address}", "--storage-driver", "vfs",
            *(options or ("--iptables=false", "--ip6tables=false")), "--cgroup-parent", PARENT, "--bip", "10.8.1.1/24", "--config-file", config])
        self("import", root_files(), IMAGE)

    def __call__(self, *arguments, check=True):
        return sh(["docker", "--host", f"unix://{self.address}", *map(str, arguments)], check)

    def answers(self):
        return self("version", check=False).returncode == 0

    def run_container(self, name, *command, options=()):
        """Its id; gone at the end."""
        container = self("run", "--detach", "--stop-signal", "KILL", "--name", name, *options, IMAGE, *command).strip()
        at_end(lambda: self("rm", "--force", name, check=False))
        return container

    def address_of(self, name):
        return self("inspect", "--format", "{{.NetworkSettings.IPAddress}}", name).strip()


class Podman(Daemon):
    """Its service, which speaks as Docker does."""

    def __init__(self, netns):
        need("podman", "conmon", "runc")
        self.base = directory() / "podman"
        self.base.mkdir()
        self.address = str(self.base / "podman.sock")
        self.podman = ["podman", "--root", self.base / "root", "--runroot", self.base / "run", "--tmpdir",
                       self.base / "tmp", "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs",
                       "--events-backend", "file", "--runtime", shutil.which("runc")]
        super().__init__("podman", netns, [*self.podman, "system", "service", "--time", "0", f"unix://{self.address}"])
        self("import", root_files(), IMAGE)

    def __call__(self, *arguments, check=True):
        return self.netns.sh([*map(str, self.podman), *map(str, arguments)], check)

    def answers(self):
        return os.path.exists(self.address)

    def run_container(self, name, *command, options=()):
        """In the network namespace of all, with limits that need no privilege; its id; gone at the end."""
        container = self("run", "--detach", "--name", name, "--network", "host", "--ulimit", "nofile=1024:1024",
                         "--ulimit", "nproc=1024:1024", "--cgroups", "no-conmon", "--cgroup-parent", PARENT, *options,
                         IMAGE, *command).strip()
        at_end(lambda: self("rm", "--force", "--time", "0", name, check=False))
        return container


class Containerd(Daemon):
    NAMESPACE = PARENT[1:]  # and so its cgroup

    def __init__(self, netns, cri=False):
        need("containerd", "ctr", "runc")
        self.base = directory() / "containerd"
        self.base.mkdir()
        self.address = str(self.base / "containerd.sock")
        config = self.base / "config.toml"
        config.write_text(self.config(cri))
        super().__init__("containerd", netns, ["containerd", "--config", config])
        for namespace in (self.NAMESPACE, "k8s.io"):
            self.ctr("image", "import", "--snapshotter", "native", image_archive(), namespace=namespace)

    def config(self, cri):
        conf = self.base / "cni"
        conf.mkdir()
        (conf / "10-bridge.conflist").write_text(json.dumps(dict(
            cniVersion="1.0.0", name="trawl", plugins=[
                dict(type="bridge", bridge="cni0", isGateway=True,
                     ipam=dict(type="host-local", ranges=[[dict(subnet="10.8.2.0/24")]], dataDir=str(conf / "data"))),
                dict(type="loopback")][:1])))
        return f"""
version = 2
root = "{self.base}/root"
state = "{self.base}/state"
disabled_plugins = [{"" if cri else '"io.containerd.grpc.v1.cri"'}]
[grpc]
  address = "{self.address}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{IMAGE}"
  restrict_oom_score_adj = true
  disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "{conf}"
"""

    def ctr(self, *arguments, namespace=None, check=True):
        return sh(["ctr", "--address", self.address, "--namespace", namespace or self.NAMESPACE,
                   *map(str, arguments)], check)

    def answers(self):
        return self.ctr("version", check=False).returncode == 0

    def run_container(self, name, *command, options=()):
        """Gone at the end."""
        self.ctr("run", "--snapshotter", "native", "--detach", "--null-io", *options, IMAGE, name, *command)
        at_end(lambda: self.ctr("task", "rm", "--force", name, check=False))


class Cri:
    """Kubernetes' side of the Container Runtime Interface."""
    PYTHON = "/usr/bin/python3"  # the one that Debian's grpc is for

    def __init__(self, address):
        need("protoc")
        if sh([self.PYTHON, "-c", "import grpc, google.protobuf"], check=False).returncode != 0:
            raise Skip("no python3-grpcio here")
        self.address = address
        self.schema = directory() / "cri.pb"
        sh(["protoc", "-I", str(HERE), f"--descriptor_set_out={self.schema}", "cri_client.proto"])
        self.pods = set()

    def __call__(self, method, **request):
        done = sh([self.PYTHON, str(HERE / "cri_client.py"), self.address, str(self.schema), method,
                   json.dumps(request)])
        return json.loads(done)

    def run_pod(self, name, namespace, uid, labels, annotations):
        """A pod's sandbox: its id and the configuration its containers need; gone at the end."""
        config = dict(metadata=dict(name=name, namespace=namespace, uid=uid), hostname=name, labels=labels,
                      annotations=annotations, linux=dict(cgroupParent=PARENT), logDirectory=str(directory()))
        sandbox = self("RunPodSandbox", config=config)["podSandboxId"]
        self.pods.add(sandbox)
        at_end(self.remove_pod, sandbox)
        return sandbox, config

    def remove_pod(self, sandbox):
        if sandbox not in self.pods:
            return
        self.pods.remove(sandbox)
        self("StopPodSandbox", podSandboxId=sandbox)
        self("RemovePodSandbox", podSandboxId=sandbox)

    def run_container(self, pod, name, *command, labels=None):
        sandbox, pod_config = pod
        config = dict(metadata=dict(name=name), image=dict(image=IMAGE), command=list(command), labels=labels or {},
                      linux={})
        container = self("CreateContainer", podSandboxId=sandbox, config=config, sandboxConfig=pod_config)
        self("StartContainer", containerId=container["containerId"])
        return container["containerId"]

    def address_of(self, pod):
        return self("PodSandboxStatus", podSandboxId=pod[0])["status"]["network"]["ip"]
