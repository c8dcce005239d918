"""Names of practices in running text: what a place itself calls a thing it does.

Official prose names one in five ways, each found by a module of its own: as an item of a
list, in quotation marks, in book title marks, bare with a class noun behind a verb, or by
a name known everywhere. Text is Simplified here; the caller converts it, which keeps
offsets.
"""

from __future__ import annotations

import re

from kb.practices.bare import bare
from kb.practices.known import known, measures
from kb.practices.listed import listed
from kb.practices.name import Name
from kb.practices.quoted import quoted
from kb.practices.vocabulary import either, lexicon

__all__ = ["Name", "either", "lexicon", "names"]

_TITLE = re.compile(r"《[^》\n]*》")


def names(text: str, start: int, end: int) -> list[Name]:
    """The practices named in ``text[start:end]`` (Simplified), in order, disjoint."""
    found: list[Name] = []
    cited = [m.span() for m in _TITLE.finditer(text, start, end)]
    for source in (listed, quoted, measures, bare, known):
        for name in source(text, start, end):
            if source is not measures and any(a <= name.start < b for a, b in cited):
                continue
            if not any(name.start < other.end and other.start < name.end for other in found):
                found.append(name)
    return sorted(found, key=lambda name: name.start)
