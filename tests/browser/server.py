"""The app's own server, as a process that tests start, ask and end."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def launch(port: int, log: Path, *flags: str, script: str = "app.py") -> subprocess.Popen[bytes]:
    """Start a server on a port; what it says goes to the log."""
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.headless=true",
               "--server.address=127.0.0.1", "--browser.gatherUsageStats=false", *flags]  # fmt: skip
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)


def healthy(url: str) -> bool:
    """Return whether a server answers that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False
