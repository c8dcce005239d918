"""Chinese places written in letters: Deqing, Xihu District.

Made from the names of the divisions and the sounds of their characters, so that every
county is known. What English has its own name for (Inner Mongolia, Harbin) and what most
people mean by a name that several share stands in ``glossary.tsv``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from kb.gazetteer import gazetteer
from kb.search.sounds import spellings

_NOUNS = {
    "province": "省",
    "city": "市",
    "prefecture": "州盟",
    "county": "县",
    "district": "区",
    "banner": "旗",
}
_SHORTEST = 5
"""Letters of a place without its noun: shorter ones are words of English too often."""
_LONGEST = 4
"""Characters of a place: longer ones are not written in letters but translated."""
_LETTERS = re.compile("[a-z]+")


def places_spelt(text: str) -> tuple[str, ...]:
    """The Chinese names, full where ``text`` (folded) has a noun, of the places it may be."""
    words = _LETTERS.findall(text.replace("'", ""))
    if not words:
        return ()
    noun = _NOUNS.get(words[-1]) if len(words) > 1 else None
    letters = "".join(words[:-1] if noun else words)
    if noun:
        return tuple(name for name in _full().get(letters, ()) if name[-1] in noun)
    return _short().get(letters, ()) if len(letters) >= _SHORTEST else ()


@cache
def _full() -> Mapping[str, tuple[str, ...]]:
    """Full names by how they are spelt without their last character."""
    return _by_spelling({
        name: name[:-1] for name, senses in gazetteer().names.items() if any(s.full for s in senses)
    })  # fmt: skip


@cache
def _short() -> Mapping[str, tuple[str, ...]]:
    """Short names that count by themselves, by how they are spelt."""
    return _by_spelling({
        name: name
        for name, senses in gazetteer().names.items()
        if any(sense.alone and not sense.full for sense in senses)
    })  # fmt: skip


def _by_spelling(spoken: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, part in spoken.items():
        if 1 < len(part) <= _LONGEST:
            for letters in spellings(part):
                found[letters].append(name)
    return {letters: tuple(names) for letters, names in found.items()}
