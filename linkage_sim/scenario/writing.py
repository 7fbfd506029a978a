"""Writing YAML that both YAML 1.2 and YAML 1.1 readers take for the same values."""

from __future__ import annotations

from typing import Any

import yaml  # type: ignore[import-untyped,unused-ignore]

from .reading import BOOL, FLOAT, INT, NULL

_TAG = "tag:yaml.org,2002:"


class _Dumper(yaml.SafeDumper):  # type: ignore[misc,unused-ignore]
    """Quotes what either version would read as something other than text."""

    def represent_number(self, value: float) -> Any:
        """Write whole numbers without a fraction."""
        return self.represent_int(int(value)) if value.is_integer() and abs(value) < 1e15 else self.represent_float(value)

    def represent_text(self, text: str) -> Any:
        """Quote what has line breaks or other control characters: folded over lines, some of them would be lost."""
        return self.represent_scalar(f"{_TAG}str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(float, _Dumper.represent_number)
_Dumper.add_representer(str, _Dumper.represent_text)
for _name, _pattern in (("null", NULL), ("bool", BOOL), ("int", INT), ("float", FLOAT)):
    _Dumper.add_implicit_resolver(_TAG + _name, _pattern, None)


def as_yaml(content: Any) -> str:
    """Write plain values as a YAML document, in their order."""
    return str(yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
