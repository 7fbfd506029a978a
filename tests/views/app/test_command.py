"""The command ``ui``: what it refuses before anything is opened, and that it keeps to this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from linkage_sim.cli import ui
from linkage_sim.errors import LinkageError
from linkage_sim.views.app import setting
from linkage_sim.views.app.setting import Setting, offered


def command(*words: str):
    app = typer.Typer()
    ui.register(app)
    return CliRunner().invoke(app, list(words))


def test_a_scenario_that_is_none_is_refused_at_once():
    result = command("nowhere", "--no-browser")
    assert isinstance(result.exception, LinkageError)
    assert "neither a bundled scenario nor a file" in str(result.exception)


def test_a_scenario_that_is_too_large_is_refused_and_not_offered(monkeypatch):
    for cached in (setting._loaded, setting._title):
        cached.cache_clear()
    monkeypatch.setattr(setting, "MOST_HOUSEHOLDS", 1000)
    with pytest.raises(LinkageError, match="the page shows at most 1,000"):
        _ = Setting("county").parent
    assert "county" not in offered()
    assert "junpu" in offered()
    for cached in (setting._loaded, setting._title):
        cached.cache_clear()


def test_a_taken_port_is_a_sentence():
    pytest.importorskip("solara", reason="the extra 'ui' is not installed: pip install 'linkage-sim[ui]'")
    from linkage_sim.views.app.server import HOST, _listen

    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LinkageError, match=rf"Port {port} of 127\.0\.0\.1 cannot be used"):
            _listen(port)


def test_the_server_listens_on_this_machine_only():
    pytest.importorskip("solara", reason="the extra 'ui' is not installed: pip install 'linkage-sim[ui]'")
    from linkage_sim.views.app.server import _listen

    listening = _listen(0)
    assert listening.getsockname()[0] == "127.0.0.1"
    listening.close()


def test_without_the_extra_the_remedy_is_told(monkeypatch):
    import sys

    from linkage_sim.views.app import server

    for name, value in server.SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "solara.server.app", None)
    with pytest.raises(LinkageError, match=r"pip install 'linkage-sim\[ui\]'"):
        server._application("junpu")


def test_a_scenario_of_ones_own_is_offered_first(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("schema: 1\nname: own\ntitle: My village\nextends: base\n")
    assert next(iter(offered(str(own)).items())) == ("own.yaml", "My village")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_an_interrupt_while_rules_are_compiled_ends_with_a_sentence(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "TERM": "xterm"}
    command = [sys.executable, "-m", "linkage_sim", "ui", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        said = b""
        while b"Compiling" not in said:
            said += os.read(ours, 4096)
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(OSError):  # Linux tells the end of a terminal as an error
            while more := os.read(ours, 4096):
                said += more
        assert process.wait(30) == 130
    assert b"Interrupted" in said
    assert b"Traceback" not in said
