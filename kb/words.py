"""The one tokenizer, for documents and for queries.

Text is folded (script, width, case) and cut into Han runs and runs of Latin letters and
digits. A Han run gives its words, as rjieba's search mode cuts them with the domain
lexicon added, and its character bigrams, in one vocabulary: on the public sets words and
bigrams together were better than either alone (eval/README.md). A query loses its
question words first, and no bigram crosses the gap.

rjieba is imported here only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import rjieba

from kb.script import fold, fold_query

TOKENIZER_VERSION = "words+bigrams-1"

LEXICON = Path(__file__).parent / "lexicon"
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:\.[0-9]+)*")


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text, with repeats, in no useful order.

    Fold a document as a whole and slice it: a single passage or heading is too short to
    tell its script by.
    """
    return list(_tokens(folded))


def query_tokens(query: str) -> list[str]:
    """The tokens of a query: like ``tokens`` of what is left without question words. Single
    characters (建, 搞) count only where there is nothing longer: they are rare as words of
    their own, so their weight would be far above their worth."""
    found = [token for part in query_parts(query) for token in _tokens(part)]
    return [token for token in found if len(token) > 1 or not _is_han(token)] or found


def query_parts(query: str) -> tuple[str, ...]:
    """The stretches of a query, folded, between its question words; white space breaks
    Chinese, not English. A query of nothing but question words is kept whole."""
    folded = fold_query(query)
    parts: list[str] = []
    gap = True
    for word in cutter().cut(folded):
        is_gap = word in stopwords() or (not word.strip() and (gap or not parts[-1].isascii()))
        if is_gap:
            gap = True
        elif gap:
            parts.append(word)
            gap = False
        else:
            parts[-1] += word
    return tuple(part.strip() for part in parts) or (folded,)


def query_terms(query: str) -> tuple[str, ...]:
    """The words of a query that name a subject, folded, each once, in order: for telling
    why a hit is there and for marking it. Single letters and digits are left out."""
    found: dict[str, None] = {}
    for part in query_parts(query):
        for run in _RUN.findall(part):
            words = cutter().cut(run) if _is_han(run) else [run]
            found.update((word, None) for word in words if _is_han(word) or len(word) > 1)
    return tuple(found)


@cache
def cutter() -> rjieba.Jieba:
    """The tokenizer object of this project, with its domain words added."""
    jieba = rjieba.Jieba()
    for word, parts in _domain_words().items():
        for entry in (word, *parts):
            jieba.add_word(entry, None, None)
    return jieba


@cache
def stopwords() -> frozenset[str]:
    """Question words and particles, folded."""
    return frozenset(fold(word) for word in read_lexicon("stopwords.txt"))


def read_lexicon(name: str) -> list[str]:
    """The lines of a data file in ``kb/lexicon`` without comments and blank lines."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@cache
def _domain_words() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for line in read_lexicon("domain_words.txt"):
        word, _, parts = line.partition("\t")
        words[fold(word.strip())] = tuple(fold(parts).split())
    return words


def _tokens(folded: str) -> Iterator[str]:
    for run in _RUN.findall(folded):
        if not _is_han(run):
            yield run
            continue
        yield from cutter().cut_for_search(run)
        # Also what keeps 强村 findable in 强村公司, which search mode gives whole.
        yield from _bigrams(run)


def _bigrams(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else (run,)


def _is_han(run: str) -> bool:
    return run[:1] >= "\u3400"
