"""How one name of a practice can be written: its key, what is left without class nouns, and
how much it tells by itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from kb.practices.mentions import key_of
from kb.practices.vocabulary import either, lexicon
from kb.script import fold, to_simplified

Level = Literal["known", "distinct", "short", "generic"]
"""``known``: a practice known everywhere; ``distinct``: long enough to be told by; ``short``:
two or three characters; ``generic``: counts and measures that say nothing by themselves."""

_LEXICON = Path(__file__).parent.parent / "lexicon"
_LEAST = 4
"""Characters by which a name is told from others wherever it stands."""
_AROUND = 4
"""Characters that may join a known practice without making another of it."""
_QUOTED = re.compile(r'"([^"]{2,24})"|《([^》]{2,24})》')
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿零两双多几半单n+x×*\-/.]")


@dataclass(frozen=True, slots=True)
class Form:
    """``key``: the folded name. ``labels``: what it shares with other names of the practice,
    the key first. ``noun``: the class noun it ends in, ``""`` for none. ``known``: it is, or
    is a kind of, a practice known everywhere."""

    key: str
    labels: tuple[str, ...]
    noun: str
    known: bool = False

    @property
    def root(self) -> str:
        """The key without its class noun and the words of periods before it."""
        return _periods().sub("", self.key.removesuffix(self.noun)) or self.key


@lru_cache(maxsize=65536)
def form_of(name: str, key: str) -> Form:
    """The form of a name as printed. ``key``: of ``kb.practices.mentions.key_of``."""
    noun = noun_of(key)
    known = known_in(key, _quoted(name))
    if known:
        return Form(key, tuple(dict.fromkeys((key, known))), noun, True)
    root = stem(key) if level(key) == "distinct" else Form(key, (), noun).root
    labels = (key, root, without_period(key), *_cores(name))
    return Form(key, tuple(dict.fromkeys(labels)), noun)


@lru_cache(maxsize=65536)
def level(label: str) -> Level:
    """How much a label tells by itself."""
    if label in _known():
        return "known"
    root = stem(label, least=1)
    if not _NUMERAL.sub("", _measures().sub("", root)):
        return "generic"
    return "distinct" if len(root) >= _LEAST else "short"


@lru_cache(maxsize=65536)
def strength(part: str) -> Level:
    """How much a part of a name tells, whatever follows: two words with a count (一企一策,
    一县一业) are used by everybody of everything."""
    told = level(part)
    if told == "known" or not _NUMERAL.search(part):
        return told
    bare = _NUMERAL.sub("", _measures().sub("", part))
    return told if len(bare) >= 3 else "generic"


def stem(key: str, least: int = _LEAST) -> str:
    """``key`` without the class nouns it ends in that add nothing, and the words of periods
    before them, as long as ``least`` characters are left."""
    match = _ends().search(key, least)
    return key if match is None or key[match.start() - 1] == "+" else key[: match.start()]


def without_period(key: str) -> str:
    """``key`` with its class noun but without the words of periods before it."""
    noun = noun_of(key)
    rest = _periods().sub("", key[: len(key) - len(noun)])
    return rest + noun if noun and len(rest) >= 2 else key


def noun_of(key: str) -> str:
    """The class noun that ``key`` ends in, without a word of periods (专项行动 is 行动); ``""``
    for none."""
    match = _nouns().search(key)
    if match is None or not match.start():
        return ""
    return _period_first().sub("", match.group()) or match.group()


def known_in(key: str, quoted: str | None = None) -> str | None:
    """The practice known everywhere that a name is, or is a kind of (强村公司联盟). What
    stands beside it must be words anybody adds, or few, or be joined to it by +; a quoted
    coinage beside it is a name of its own."""
    exact = _known().get(key)
    if exact:
        return exact
    for name in sorted((n for n in _known() if n in key), key=lambda n: (-len(n), n)):
        if quoted and name not in quoted and quoted not in name:
            continue
        before, _, after = key.rpartition(name)
        if (not before or _may_join(before, name)) and (not after or _may_join(after, name)):
            return _known()[name]
    joined = (quoted or key).split("+")
    parts = [p for p in joined[len(joined) == 1 :] if p in _known() and len(p) >= _LEAST]
    return _known()[parts[0]] if parts else None


def _may_join(rest: str, name: str) -> bool:
    common = _common().fullmatch(rest) is not None
    return common or (len(name) >= _LEAST and len(rest) <= _AROUND and not _NUMERAL.search(rest))


def _quoted(name: str) -> str | None:
    """What stands in quotation marks in a name, as a key."""
    match = _QUOTED.search(fold(to_simplified(name)))
    return key_of(match.group(1) or match.group(2)) if match else None


def _cores(name: str) -> Iterator[str]:
    """The quoted part of a name that can stand for all of it: “村企银” in “村企银”三方联动.
    One that asks to be joined (“党建+”治理), or is too short, stands for nothing."""
    folded = fold(to_simplified(name))
    match = _QUOTED.match(folded)
    if match is None:
        return
    content = match.group(1) or match.group(2)
    core = key_of(content)
    if len(core) >= 3 and not content.rstrip().endswith(("+", "x", "×")):
        yield core


@cache
def _known() -> dict[str, str]:
    """Key of each practice known everywhere, and of what else it is called → its key."""
    names = {key_of(name): key_of(name) for name in lexicon().words["bare_names"]}
    for line in (_LEXICON / "practice_aliases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, *others = map(key_of, line.split("\t"))
            names |= dict.fromkeys((first, *others), first)
    return names


@cache
def _words() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = tomllib.loads(
        (_LEXICON / "practice_identity.toml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def _nouns() -> re.Pattern[str]:
    words = lexicon().words
    nouns = {*words["class_nouns"], *words["bare_class_nouns"], *words["list_class_nouns"]}
    return re.compile(rf"(?:{either(nouns)})$")


@cache
def _ends() -> re.Pattern[str]:
    """The longest run of class nouns that add nothing, and of words of periods before one."""
    periods, nouns = either(_words()["period_words"]), either(_words()["decorating_nouns"])
    return re.compile(rf"(?:(?:{periods})*(?:{nouns}))+$")


@cache
def _periods() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(_words()['period_words'])})+$")


@cache
def _period_first() -> re.Pattern[str]:
    return re.compile(rf"^(?:{either(_words()['period_words'])})+")


@cache
def _measures() -> re.Pattern[str]:
    return re.compile(either(_words()["measure_words"]))


@cache
def _common() -> re.Pattern[str]:
    """Words that anybody adds to a name."""
    words = lexicon().words
    added = {*words["generic"], *words["class_nouns"], *_words()["joining_words"]}
    return re.compile(rf"(?:{either(added)})+")
