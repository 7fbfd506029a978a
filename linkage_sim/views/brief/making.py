"""Make a brief: two printed pages, as HTML and, where a browser is found, as PDF."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from ...errors import LinkageError
from ...experiments.files import write_file
from ...findings.render import environment
from ...findings.translation import Translator
from ..report.html import HERE as REPORT
from ..report.html import MARK
from ..report.making import in_language, refuse_other
from ..style import has_letters
from .printing import browser, pages, printed
from .sheet import Sheet, refuse_empty, sheet

HERE = Path(__file__).parent
NAME = "brief.html"
PAGES = 2
SIZES = (1.0, 0.92, 0.84, 0.76, 0.68)
"""Sizes of the letters that are tried in turn until all fits on two pages."""
PDF_MARK = b"% linkage_sim brief\n"
"""The last line of a PDF file that a brief may take the place of."""


class Brief(NamedTuple):
    """The files of a brief.

    Attributes
    ----------
    html : Path
        The page.
    pdf : Path or None
        The same, printed; None where no browser was found, or none was wanted.
    """

    html: Path
    pdf: Path | None


def brief(folder: str | PathLike[str], out: str | PathLike[str] | None = None, pdf: bool = True, language: str = "en") -> Brief:
    """Tell what a result folder found on two printed pages: question, answer, one curve, effects and costs, caveats, provenance.

    Parameters
    ----------
    folder : path
        A folder that a command has made with ``--out``.
    out : path, optional
        The HTML file; ``brief.html`` in the folder if not given (``brief-zh.html`` in Chinese). The PDF file lies beside it under the
        same name.
    pdf : bool
        Whether to print it, where the machine has a Chromium, Chrome or Edge, and letters of the language.
    language : str
        ``en`` or ``zh``.

    Returns
    -------
    Brief
        The files.

    Raises
    ------
    LinkageError
        When the folder holds nothing to tell or a place is taken by another file (2), or when writing or printing fails (1).

    Examples
    --------
    >>> brief("results/p").html  # doctest: +SKIP
    PosixPath('results/p/brief.html')
    """
    place = Path(fspath(folder))
    refuse_empty(place)
    translator = Translator(language)
    target = Path(fspath(out)) if out is not None else place / in_language(NAME, language)
    beside = target.with_suffix(".pdf")
    refuse_other(target)
    program = browser() if pdf and has_letters(language) else None
    if program is not None:
        _refuse_other_pdf(beside)
    told = sheet(place)
    if program is None:
        write_file(target, page(told, translator).encode())
        return Brief(target, None)
    html, made = _fitted(told, translator, program)
    write_file(target, html)
    write_file(beside, made + PDF_MARK)
    return Brief(target, beside)


def page(told: Sheet, translator: Translator, size: float = SIZES[0]) -> str:
    """Set the two pages; ``size`` scales all letters."""
    return translator.page(environment(HERE / "templates", REPORT / "templates").get_template("brief.html.j2").render(
        sheet=told, mark=Markup(MARK), style=Markup((HERE / "style.css").read_text(encoding="utf-8")), size=size
    ))  # fmt: skip


def _fitted(told: Sheet, translator: Translator, program: str) -> tuple[bytes, bytes]:
    """Page and print, in the largest letters in which it fits on two pages."""
    for size in SIZES:
        html = page(told, translator, size).encode()
        made = printed(html, program)
        if pages(made) <= PAGES:
            break
    return html, made


def _refuse_other_pdf(target: Path) -> None:
    """Refuse to take the place of a PDF file that no brief has made."""
    if target.exists() and not (target.is_file() and target.read_bytes().endswith(PDF_MARK)):
        raise LinkageError(f"{target}: there is a file of this name that is no brief, and it is not overwritten. Name another with --out.")
