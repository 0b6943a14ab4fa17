"""The README's section *Host it*, run on this machine: nginx and two replicas, of its own texts.

`with stand() as hosted:` gives their address, `hosted.url`. Other than in the README are only the ports, the folder of
the course, and the folders in which nginx keeps its files.
"""

import configparser
import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NO_NGINX = "The tests of the proxy need nginx: install it, for instance with `apt-get install nginx-light`."
PORTS = ("8501", "8502")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# What the README asks systemd for, as far as it is needed here: the replica ends, and its keeper starts it again.
SYSTEMCTL = """#!/bin/sh
[ "$1" = restart ] || exit 64
pid={folder}/${{2#nnviz@}}.pid
old=$(cat $pid)
kill $old
while [ "$(cat $pid)" = "$old" ]; do sleep 0.05; done
"""


def block(title: str) -> str:
    """Return the README's one fenced block whose first line is a comment with this title."""
    blocks = re.findall(r"^```\w+\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    (found,) = (text for text in blocks if text.startswith(f"# {title}\n"))
    return found


def unit() -> configparser.ConfigParser:
    """Return the unit for systemd, read as systemd does: names keep their capitals, and % means nothing to Python."""
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(block("/etc/systemd/system/nnviz@.service"))
    return read


def free_ports(count: int) -> list[str]:
    """Return ports on which nobody listens, no two of them the same."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [str(one.getsockname()[1]) for one in taken]
    for one in taken:
        one.close()
    return ports


def until(condition: Callable[[], Any], what: str, seconds: float = 60) -> None:
    """Wait until a condition is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


class Replica:
    """One process of the course, kept alive as the unit says: whatever ends it, it is started again."""

    def __init__(self, port: str, folder: Path, below: str) -> None:
        """Take the port, the folder for its log and its process id, and the path below which the course stands."""
        service = unit()["Service"]
        command = service["ExecStart"].replace("/opt/nnviz", str(ROOT)).replace("%i", port)
        self.command = shlex.split(command) + ([f"--server.baseUrlPath={below}"] if below else [])
        self.pause, self.port, self.folder, self.below = float(service["RestartSec"]), port, folder, below
        self.wanted, self.turn = False, threading.Lock()

    def start(self) -> None:
        """Start it, and keep it."""
        self.wanted = True
        self._launch()
        self.keeper = threading.Thread(target=self._keep)
        self.keeper.start()

    def _launch(self) -> None:
        with (self.folder / f"{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        written = self.folder / f"{self.port}.new"
        written.write_text(str(self.process.pid))
        written.replace(self.folder / f"{self.port}.pid")

    def _keep(self) -> None:
        while self.wanted:
            self.process.wait()
            time.sleep(self.pause if self.wanted else 0)
            with self.turn:
                if self.wanted:
                    self._launch()

    def kill(self) -> None:
        """Kill it hard; it stays away until it is started."""
        with self.turn:
            self.wanted = False
            self.process.kill()
        self.keeper.join()

    def ask(self, path: str) -> str:
        """Return what the replica itself answers, past nginx; nothing where it is away."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=20)
        try:
            connection.request("GET", f"/{self.below}{path}" if self.below else path)
            return connection.getresponse().read().decode()
        except OSError:
            return ""
        finally:
            connection.close()

    def healthy(self) -> bool:
        """Return whether the replica says that it is well."""
        return self.ask("/_stcore/health") == "ok"

    def visitors(self) -> int:
        """Return how many sessions are open in the replica, as it counts them itself."""
        return int(re.findall(r"^active_sessions (\d+)", self.ask("/_stcore/metrics"), re.MULTILINE)[0])


class Stand:
    """nginx and its replicas: `url` is where the course is, `replicas` who serves it."""

    def __init__(self, folder: Path, below: str, changed: dict[str, str]) -> None:
        """Take an empty folder, the path below which the course stands, and what a host has changed in the text."""
        self.folder = folder
        self.port, *ports = free_ports(1 + len(PORTS))
        self.ports = dict(zip(PORTS, ports, strict=True))
        self.url = f"http://127.0.0.1:{self.port}/{below}".rstrip("/")
        self.replicas = [Replica(port, folder, below) for port in ports]
        self.conf = folder / "nginx.conf"
        self.conf.write_text(self._configuration(changed))
        systemctl = folder / "systemctl"
        systemctl.write_text(SYSTEMCTL.format(folder=folder))
        systemctl.chmod(0o755)
        self.command = [str(NGINX), "-c", str(self.conf), "-g", f"pid {folder}/nginx.pid; daemon off;"]

    def _configuration(self, changed: dict[str, str]) -> str:
        text = self.here(block("/etc/nginx/nginx.conf"))
        paths = "".join(f"    {kind}_temp_path {self.folder}/{kind};\n" for kind in TEMPORARY)
        changes = {"listen 80;": f"listen 127.0.0.1:{self.port};", "/var/cache/nginx": str(self.folder),
                   "http {\n": f"http {{\n{paths}", **changed}  # fmt: skip
        if os.geteuid():  # only root works as another user
            changes["user www-data;\n"] = ""
        for old, new in changes.items():
            assert old in text, f"the README's nginx.conf has no {old!r}"
            text = text.replace(old, new)
        return text

    def here(self, text: str) -> str:
        """Return a text of the README with the ports of these replicas."""
        return re.sub(r"\b850[12]\b", lambda port: self.ports[port.group()], text)

    def rolling_restart(self) -> None:
        """Run the README's commands that restart one replica after the other."""
        path = f"{self.folder}:{os.environ['PATH']}"
        subprocess.run(["sh", "-ec", self.here(block("rolling restart"))], env={**os.environ, "PATH": path}, check=True,
                       stdout=subprocess.DEVNULL, timeout=60)  # fmt: skip

    def start(self) -> None:
        """Start all, and wait until they answer."""
        with (self.folder / "nginx.log").open("wb") as log:
            self.nginx = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)
        for replica in self.replicas:
            replica.start()
        until(lambda: all(replica.healthy() for replica in self.replicas), "the replicas answer")
        assert self.nginx.poll() is None, (self.folder / "nginx.log").read_text()

    def end(self) -> None:
        """End all."""
        for replica in self.replicas:
            if replica.wanted:
                replica.kill()
        self.nginx.terminate()
        self.nginx.wait(20)


@contextmanager
def stand(below: str = "", changed: dict[str, str] | None = None) -> Iterator[Stand]:
    """Start nginx and two replicas, and end them at last; FileNotFoundError where there is no nginx.

    `below` is the path below which the course stands, and `changed` what a host has put in place of the README's words.
    """
    if NGINX is None:
        raise FileNotFoundError(NO_NGINX)
    folder = Path(tempfile.mkdtemp(prefix="nnviz-"))
    folder.chmod(0o755)  # nginx does its work as another user
    hosted = Stand(folder, below, changed or {})
    try:
        hosted.start()
        yield hosted
    finally:
        hosted.end()
        shutil.rmtree(folder)
