"""Run a command as on a system that is not POSIX: ``python elsewhere.py WORDS...``.

Windows itself cannot be tried here. What it lacks of ``os``, ``signal`` and the standard library is hidden from the package, and from
nothing else: libraries choose by the system what they call.
"""

from __future__ import annotations

import builtins
import os
import signal
import sys
from types import ModuleType
from typing import Any

OURS = "linkage_sim"
MODULES = frozenset({"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline", "posix", "posixpath"})
NAMES = frozenset({
    "fork", "forkpty", "posix_spawn", "wait", "waitid", "wait3", "wait4", "WNOHANG", "nice", "getloadavg", "sysconf", "uname",
    "getuid", "geteuid", "getgid", "getegid", "getgroups", "setuid", "getpgid", "getpgrp", "setpgid", "setsid", "killpg",
    "chown", "mkfifo", "statvfs", "pread", "pwrite", "sendfile", "openpty", "ttyname", "sched_getaffinity", "sched_setaffinity",
    "register_at_fork", "O_NONBLOCK", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_SYNC",
    "SIGKILL", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGCHLD", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGSTOP", "SIGTSTP", "SIGCONT", "SIGWINCH",
    "SIG_BLOCK", "SIG_SETMASK", "alarm", "pause", "setitimer", "pthread_sigmask", "pthread_kill", "sigwait", "siginterrupt",
})  # fmt: skip


def _asked_by_us(depth: int) -> bool:
    return str(sys._getframe(depth).f_globals.get("__name__", "")).split(".")[0] == OURS


class Lacking(ModuleType):
    """A module of the standard library without what only POSIX has, for whoever asks from the package."""

    def __getattribute__(self, name: str) -> Any:
        if name in NAMES and _asked_by_us(2):
            raise AttributeError(f"module {ModuleType.__getattribute__(self, '__name__')!r} has no attribute {name!r} here")
        return ModuleType.__getattribute__(self, name)


def hide() -> None:
    """Hide what only POSIX has."""
    os.__class__ = signal.__class__ = Lacking
    given = builtins.__import__

    def imported(name: str, *rest: Any, **more: Any) -> Any:
        if name in MODULES and _asked_by_us(2):
            raise ModuleNotFoundError(f"No module named {name!r} here", name=name)
        return given(name, *rest, **more)

    builtins.__import__ = imported


if __name__ == "__main__":
    hide()
    from linkage_sim.cli import main

    main()
