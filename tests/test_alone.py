"""Law 9, it works alone: no account elsewhere, no download, one data folder, and nothing reachable from outside unless asked."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from gametape.project import surroundings
from tests.frame.home import clean_environment
from tests.rooms import ROOT, product_files

# Refuses every connection that leaves the machine, before it is made, and says who tried.
ALONE_IN_THE_WORLD = """
import socket
really = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1")):
        raise RuntimeError(f"reached for {address}")
    return really(self, address)
socket.socket.connect = connect
really_ask = socket.getaddrinfo
def getaddrinfo(host, *rest, **more):
    if host not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise RuntimeError(f"asked where {host} is")
    return really_ask(host, *rest, **more)
socket.getaddrinfo = getaddrinfo
"""
OUTSIDE = re.compile(
    r"""(?:<(?:script|img|link|iframe|source|video|audio|form|object)\b[^>]*?\b(?:src|href|action|data)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])(https?:)?//""",
    re.IGNORECASE,
)


def strangers(text: str) -> list[str]:
    """What a page would fetch from, or send to, another host. A link that a person follows is not that."""
    return [found.group(0) for found in OUTSIDE.finditer(text)]


class TestPages:
    def test_no_page_style_or_script_fetches_anything_from_another_host(self):
        paths = [p for kind in ("html", "css", "js", "svg") for p in product_files(f"**/*.{kind}")]
        assert len(paths) > 20
        assert {str(p.relative_to(ROOT)): found for p in paths if (found := strangers(p.read_text()))} == {}

    @pytest.mark.parametrize(
        "text",
        [
            "<script async src='https://x.example/a.js'>",
            "<img src=//x.example/p.gif>",
            "url(https://x.example/f.woff2)",
        ],
    )
    def test_a_stranger_is_found(self, text):
        assert strangers(text)

    @pytest.mark.django_db
    def test_the_browser_is_told_so_too(self):
        policy = Client().get("/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert not re.search(r"https?:|\*|unsafe", policy)


class TestNothingSet:
    """As somebody starts it who has set nothing at all."""

    def test_it_listens_on_loopback_only(self, monkeypatch):
        for name in [name for name in os.environ if name.startswith("GAMETAPE_")]:
            monkeypatch.delenv(name)
        assert surroundings.bind().startswith("127.0.0.1:")
        assert set(surroundings.hosts()) == {"localhost", "127.0.0.1", "[::1]"}
        assert surroundings.database_url() == surroundings.smtp_url() == surroundings.public_url() == ""
        assert surroundings.behind_proxy() is False

    def test_it_is_never_in_debug(self):
        assert settings.DEBUG is False

    def test_its_keys_are_its_own_and_nobody_elses_to_read(self, monkeypatch, tmp_path):
        monkeypatch.delenv("GAMETAPE_SECRET_KEY", raising=False)
        first = surroundings.secret_key(tmp_path)
        assert len(first) >= 50
        assert surroundings.secret_key(tmp_path) == first
        assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0

    def test_a_whole_season_is_played_without_reaching_for_anything(self, tmp_path):
        """Every verb a person has, in a process whose every way out is walled up; all it leaves is in one folder."""
        (tmp_path / "walls").mkdir()
        (tmp_path / "walls" / "sitecustomize.py").write_text(ALONE_IN_THE_WORLD)
        (tmp_path / "elsewhere").mkdir()
        environment = clean_environment(tmp_path / "home", HOME=str(tmp_path / "elsewhere"))
        environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "walls"), environment.get("PYTHONPATH", "")])
        played = subprocess.run(
            [sys.executable, "-m", "gametape", "start", "--no-serve"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=150,
        )
        assert played.returncode == 0, played.stderr
        assert "no-sales" in played.stdout
        assert list((tmp_path / "elsewhere").iterdir()) == []
        assert (tmp_path / "home" / "demo" / "gametape.sqlite3").exists()

    def test_the_walls_hold(self, tmp_path):
        (tmp_path / "sitecustomize.py").write_text(ALONE_IN_THE_WORLD)
        reach = "import urllib.request as u; u.urlopen('http://gametape.example/')"
        tried = subprocess.run(
            [sys.executable, "-c", reach],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert "asked where gametape.example is" in tried.stderr
