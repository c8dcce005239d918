"""English words by the forms they take: British spelling, plurals, -ing and -ed.

A word is looked up as it stands, then in its singular or base, then by its stem: ``planting`` finds
its own entry before that of ``plant``. Rules after Harman, "How effective is suffixing?"
(JASIS 1991), and the first steps of Porter's stemmer; listed are only forms that no rule
makes and words that name nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9&.]+")
_APOSTROPHE = re.compile("['’](?:s\\b)?")
_BRITISH = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$)"), "or"),
    (re.compile(r"(?<=[a-z]{2}[td])re(?=s?$)"), "er"),
    (re.compile(r"(?<=gram)me(?=s?$)"), ""),
    (re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er|ment)s?$)"), "l"),
)
_SUFFIX = re.compile(r"(?<=[a-z]{2})(?:ing|ed)$")
_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile(r"([bdfgmnprt])\1$")

FUNCTION_WORDS = frozenset(
    """
    about across after again against ago all almost alone along already also although always am
    among amongst an and another any anyone anything are around as at away back be became because
    become becomes been before behind being besides best better between beyond both but by came can
    cannot certain clearly come comes coming could despite did do does doing done down due during
    each either else enough especially etc even ever every everyone everything exactly far few for
    from further gave generally get gets getting give given gives giving go goes going gone got
    had has have having he hence her here hers him his how however i if in indeed inside instead
    into is it its itself just kept know knowing known let like likely made mainly make makes
    making many may maybe me mean means might mine more moreover most mostly much must my near
    nearly neither never nevertheless next no nobody none nor not nothing now of off often on once
    one only onto or other others otherwise our ours out outside over own particular particularly
    per perhaps please possible put puts quite rather really regarding respectively said same saw
    say says see seem seems seen several shall she should show showed showing shown shows since so
    some somebody someone something sometimes soon still such take taken takes taking tell than
    that the their theirs them themselves then there thereby therefore these they thing things
    think this those though through throughout thus to today together told too took toward towards
    tried try trying under unless until upon us used usually various very via want wanted wants
    was way ways we well went were what whatever when whenever where whereas wherever whether
    which while who whole whom whose why will with within without would yet you your yours
    two three four five six seven eight nine ten twelve twenty
    """.split()  # noqa: SIM905
)
"""Words that name nothing: articles, prepositions, pronouns, auxiliaries, the emptiest verbs
and adverbs, numerals."""

_IRREGULAR = {
    form: base
    for base, forms in {
        "begin": "began begun", "break": "broke broken", "bring": "brought", "buy": "bought",
        "catch": "caught", "choose": "chose chosen", "draw": "drew drawn", "drive": "drove driven",
        "feed": "fed", "fight": "fought", "forbid": "forbade forbidden", "freeze": "froze frozen",
        "lead": "led", "lend": "lent", "lose": "lost", "say": "said", "seek": "sought",
        "sell": "sold", "shrink": "shrank shrunk", "spend": "spent", "steal": "stole stolen",
        "strike": "struck", "swim": "swam", "teach": "taught", "wear": "wore worn",
        "weave": "wove woven", "write": "wrote written", "lay": "laid", "owe": "owed",
        "man": "men", "foot": "feet", "mouse": "mice", "wolf": "wolves", "leaf": "leaves",
        "knife": "knives", "loaf": "loaves", "half": "halves", "shelf": "shelves",
        "criterion": "criteria", "phenomenon": "phenomena", "medium": "media",
    }.items()
    for form in forms.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forms:
    """English entries by their words as they ``stand``, in the singular (``single``), by
    their stems (``stems``), and of the last those that have another stem (``derived``)."""

    stand: Mapping[str, tuple[str, ...]]
    single: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    derived: Mapping[str, tuple[str, ...]]

    def get(self, text: str) -> tuple[str, ...]:
        """What the nearest entry for ``text`` leads to, ``()`` where there is none."""
        words = _words(text)
        single = [_singular(word) for word in words]
        found = self.stand.get(" ".join(words)) or self.single.get(" ".join(single))
        if found or not words:
            return found or ()
        stem = _stems(single)
        # Without an ending on either side care would be a form of car.
        return self.derived.get(stem) or (self.stems.get(stem, ()) if _has_ending(single) else ())


def forms_of(table: Mapping[str, tuple[str, ...]]) -> Forms:
    """Lay out English entries; of two with one stem the first holds."""
    stand: dict[str, tuple[str, ...]] = {}
    single: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    derived: dict[str, tuple[str, ...]] = {}
    for entry, others in table.items():
        words = _words(entry)
        singular = [_singular(word) for word in words]
        stand.setdefault(" ".join(words), others)
        single.setdefault(" ".join(singular), others)
        stems.setdefault(_stems(singular), others)
        if _has_ending(singular):
            derived.setdefault(_stems(singular), others)
    return Forms(stand, single, stems, derived)


def _words(text: str) -> list[str]:
    return [_american(word) for word in _WORD.findall(_APOSTROPHE.sub("", text))]


def _has_ending(words: Sequence[str]) -> bool:
    return any(_stem(word) != _bare(word) for word in words)


def _stems(words: Sequence[str]) -> str:
    return " ".join(map(_stem, words))


def _american(word: str) -> str:
    for pattern, other in _BRITISH:
        word = pattern.sub(other, word)
    return word


def _singular(word: str) -> str:
    """Also the base of an irregular form."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "oes")):
        return word[:-2]
    return word.removesuffix("s")


def _stem(word: str) -> str:
    shorter = _SUFFIX.sub("", word)
    if shorter == word or not _VOWEL.search(shorter):
        return _bare(word)
    return _bare(_DOUBLE.sub(r"\1", shorter))


def _bare(word: str) -> str:
    return word.removesuffix("e")
