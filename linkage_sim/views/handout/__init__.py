"""A lesson in one file: runs of the model, computed beforehand, that a page plays back offline on any screen.

The worlds to be shown are :mod:`.worlds`; each is played and kept by :mod:`.recording`, whose numbers :mod:`.packing` makes small;
:mod:`.page` sets them into one HTML document with the words and the look of the classroom page; :mod:`.file` writes it.
"""

from .file import handout

__all__ = ["handout"]
