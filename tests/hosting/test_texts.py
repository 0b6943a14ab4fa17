"""The texts of the README's section *Host it* are what nginx and systemd take, and agree with each other."""

import re
import shutil
import subprocess

import pytest

from tests.hosting.stand import PORTS, ROOT, block, unit

README = (ROOT / "README.md").read_text()
NGINX_CONF = block("/etc/nginx/nginx.conf")
UNIT = block("/etc/systemd/system/nnviz@.service")
ROLLING = block("rolling restart")


def test_nginx_takes_the_configuration_without_a_warning(hosted):
    said = subprocess.run([*hosted.command, "-t"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr
    assert "test is successful" in said.stderr


def test_every_text_speaks_of_the_same_replicas():
    (upstream,) = re.findall(r"upstream everyone {(.*?)}", NGINX_CONF, re.DOTALL)
    (seats,) = re.findall(r"map \$cookie_nnviz_seat \$seat {(.*?)}", NGINX_CONF, re.DOTALL)
    (enabled,) = re.findall(r"systemctl enable --now (.*?)`", README)
    assert re.findall(r"server 127\.0\.0\.1:(\d+)", upstream) == list(PORTS)
    assert re.findall(r"^\s*(\d+) 127\.0\.0\.1:(\d+);", seats, re.MULTILINE) == [(port, port) for port in PORTS]
    assert enabled.split() == [f"nnviz@{port}" for port in PORTS]
    assert re.findall(r"for port in (.*?); do", ROLLING) == [" ".join(PORTS)]


def test_systemd_takes_the_unit_without_a_word(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("Whether systemd takes the unit is seen where there is a systemd.")
    (tmp_path / "nnviz@.service").write_text(UNIT.replace("/opt/nnviz", str(ROOT)))
    said = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / f"nnviz@{PORTS[0]}.service"], capture_output=True, text=True
    )
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_the_unit_starts_again_whatever_ends_and_holds_a_thousand_visitors():
    service = unit()["Service"]
    assert service["Restart"] == "always"
    assert unit()["Unit"]["StartLimitIntervalSec"] == "0"
    assert int(service["LimitNOFILE"]) >= 4 * 1000 + 1000, "four descriptors for each visitor, and those of the server"
    assert "--server.address=127.0.0.1" in service["ExecStart"], "nobody reaches a replica past nginx"


def test_nginx_holds_two_connections_for_each_of_a_thousand_visitors():
    (connections,) = re.findall(r"worker_connections (\d+);", NGINX_CONF)
    (files,) = re.findall(r"worker_rlimit_nofile (\d+);", NGINX_CONF)
    assert int(files) >= 2 * int(connections) >= 4 * 1000
