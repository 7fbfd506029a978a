"""The command line: thin, and quick to answer, for everything heavy is imported inside the commands."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import io
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage_sim.errors import Extrapolated, LinkageError
from linkage_sim.errors import told as fit

from . import language
from .missing import refuse_undrawn, told_missing
from .screen import say
from .stopping import interruptible

# Modules of this package that add commands, in the order of the help page; one that is missing is passed over.
MODULES = (
    *("demo", "inspect", "run", "sweep", "compare", "attribute", "linkage", "analyses", "report", "results", "export"),
    *("calibrate", "reproduce", "adopt", "forecast", "handout", "film", "ui", "warm_up"),
)
INTERRUPTED = 130
WITH = "--with"
EXTRAPOLATE = "--extrapolate"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNUSABLE = (errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EROFS)
"""What the system says of a path that a person gave and that cannot be used."""

HELP = """Simulate how linked help lifts villages out of poverty, or fails to.

Every command takes --with MODULE (a Python file, or a module that can be imported): rules, measures, effects, actors or series of
your own. Every command that takes a scenario takes --extrapolate: a run may then go beyond the years of its exogenous series. Every command
that keeps figures takes --language zh: their words are then Chinese."""

app = typer.Typer(
    name="linkage-sim",
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _linkage_sim(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from linkage_sim import __version__

        print(f"linkage-sim {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def _register() -> None:
    for name in MODULES:
        if importlib.util.find_spec(f"{__name__}.{name}") is not None:
            importlib.import_module(f"{__name__}.{name}").register(app)


_register()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors are a sentence on the error stream, never a traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the command's name; taken from the process if not given.
    """
    from linkage_sim.extending import asked

    _escape_letters()
    with warnings.catch_warnings(), interruptible():
        _tell_extrapolation()
        try:
            code = _exit_code(arguments)
        finally:
            asked.clear()  # what one command was asked for is nothing to the next one in this process
            language.asked.clear()
            _extrapolate(False)
    sys.exit(code)


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        words = _with_modules(sys.argv[1:] if arguments is None else arguments)
        refuse_undrawn(words)
        code = app(args=words, prog_name="linkage-sim", standalone_mode=False)
        sys.stdout.flush()
    except LinkageError as error:
        return _told(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        return _output_full(error) if error.errno in FULL else _unusable(error) if error.errno in UNUSABLE else _defect(error)
    except Exception as error:
        if hasattr(error, "format_message"):
            return _usage_error(error)
        missing = told_missing(error) if isinstance(error, ModuleNotFoundError) else None
        return _told(str(missing), missing.exit_code) if missing else _defect(error)
    if code == INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one while workers end must not change the exit code
        told = _told("Interrupted; nothing further was done.", INTERRUPTED)
        if arguments is None:  # a process of its own: no library that saw the interrupt may end it in another way
            sys.stderr.flush()
            os._exit(told)
        return told
    return code if isinstance(code, int) else 0


def _escape_letters() -> None:
    """Print as escapes what the output cannot take: on Windows, a pipe or a file takes the letters of one language."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _tell_extrapolation() -> None:
    """Tell of runs beyond the series in one line on the error stream."""
    show, told = warnings.showwarning, set()

    def one_line(message: Warning | str, category: type[Warning], *where: Any) -> None:
        if not issubclass(category, Extrapolated):
            show(message, category, *where)
        elif str(message) not in told:
            told.add(str(message))
            say(f"Mind: {message}", sys.stderr)

    warnings.simplefilter("always", Extrapolated)
    warnings.showwarning = one_line  # type: ignore[assignment]


def _extrapolate(wanted: bool) -> None:
    """Let scenarios that are loaded go beyond their series, or no longer; the library is loaded only where it has to be."""
    if wanted or "linkage_sim.scenario.reach" in sys.modules:
        from linkage_sim.scenario.reach import OPTION, asked

        asked[:] = [OPTION] if wanted else []


def _with_modules(arguments: Sequence[str]) -> list[str]:
    """Take what every command takes out of a command's words, wherever it stands.

    ``--with MODULE``: every scenario that is loaded takes the module; ``--extrapolate``: it may go beyond its series; ``--language zh``:
    figures are drawn in Chinese.
    """
    from linkage_sim.extending import asked

    _extrapolate(EXTRAPOLATE in arguments)
    arguments = [word for word in arguments if word != EXTRAPOLATE]
    left: list[str] = []
    words = iter(arguments)
    for word in words:
        name = word.removeprefix(f"{WITH}=") if word.startswith(f"{WITH}=") else next(words, "") if word == WITH else None
        if name is None:
            left.append(word)
        elif not name:
            raise LinkageError("--with takes a Python file or a module; see docs/extending.md.", exit_code=2)
        else:
            asked.append(str(Path(name).absolute()) if name.endswith(".py") else name)
    return language.take(left)


def _usage_error(error: Exception) -> int:
    """Tell what was wrong with the command's words; such errors bring their own exit code, 2."""
    message = " ".join(str(error.format_message()).split())  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "linkage-sim"
    return _told(f"{message.rstrip('.')}; see '{command} --help'.", int(getattr(error, "exit_code", 2)))


def _defect(error: Exception) -> int:
    """Tell of an error that should not be possible; developers can ask for the traceback."""
    if os.environ.get("LINKAGE_SIM_DEBUG"):
        raise error
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return _told(f"linkage_sim failed by a mistake of its own ({what}); set LINKAGE_SIM_DEBUG=1 and report what it then shows.", 1)


def _reader_gone() -> int:
    """End quietly when the reader of a pipe has left, as ``head`` does."""
    _drop_output()
    return 0


def _output_full(error: OSError) -> int:
    """Tell that what is printed did not fit where it was sent."""
    _drop_output()
    reason = (error.strerror or str(error)).lower()
    return _told(f"The output could not be written ({reason}). Free some space, or send it elsewhere.", 1)


def _unusable(error: OSError) -> int:
    """Tell of a path that the system does not take, wherever it was met."""
    reason = (error.strerror or str(error)).lower()
    return _told(f"{error.filename}: cannot be used ({reason}). Check the path and its permissions.", 2)


def _drop_output() -> None:
    """Let what is still to be printed vanish, or the interpreter would stumble over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(sentence: str, code: int) -> int:
    """Tell a sentence on the error stream, printable and of a length that is read, whoever made it."""
    say(fit(sentence), sys.stderr)
    return code
