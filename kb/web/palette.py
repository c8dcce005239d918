"""The colours of the pages, in light and in dark, as variables of the style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "styles" / "palette.tsv"


@dataclass(frozen=True, slots=True)
class Colour:
    """``name``: of the variable ``--kb-NAME``; ``light``, ``dark``: as #rrggbb."""

    name: str
    light: str
    dark: str


@cache
def palette() -> tuple[Colour, ...]:
    """All colours, in the order of their table."""
    rows = (row.split("\t") for row in _TABLE.read_text("utf-8").splitlines() if row[:1] != "#")
    return tuple(Colour(name, light, dark) for name, light, dark, _use in rows)


def palette_css() -> str:
    """The variables. A browser that knows ``light-dark()`` follows the theme that is shown;
    an older one follows the system, as the theme does unless a user changes it. Paper is
    white, whatever the screen is."""
    light = _variables({c.name: c.light for c in palette()})
    dark = _variables({c.name: c.dark for c in palette()})
    both = _variables({c.name: f"light-dark({c.light}, {c.dark})" for c in palette()})
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f"@supports (color: light-dark(#fff, #000)) {{ :root {{ {both} }} }}\n"
        f"@media print {{ :root, .stApp {{ color-scheme: light !important; {light} }} }}\n"
    )


def _variables(values: dict[str, str]) -> str:
    return " ".join(f"--kb-{name}: {value};" for name, value in values.items())
