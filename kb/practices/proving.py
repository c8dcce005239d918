"""The proof that every value of a practice is printed where it is said to be."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kb.practices.identity import bare
from kb.types import Document, Figure, Mention, Passage, Practice, Span, Value

_SPACES = str.maketrans("", "", " \t\n\u3000\xa0")


def mention_problems(mention: Mention, document: Document, passage: Passage) -> list[str]:
    """What is wrong with a mention, a sentence each; ``passage``: the one it stands in."""
    text = document.text
    if not 0 <= mention.start < mention.end <= len(text):
        return [f"做法“{mention.name}”的出处不是正文中的一段。"]
    problems = (
        [] if _within((mention.start, mention.end), (passage.start, passage.end)) else ["段落"]
    )
    problems += [] if _is_named(mention, text) else ["名称"]
    around = _around(mention, document, passage)
    problems += [what for what, span in _spans(mention) if not _is_told(text, span, around)]
    problems += [_quoted(f, text) for f in mention.figures if not _is_printed(f, text)]
    return [f"做法“{mention.name}”的{what}与原文不符。" for what in dict.fromkeys(problems)]


def practice_problems(practice: Practice, given: Collection[str]) -> list[str]:
    """What is wrong with a practice as a whole. ``given``: names that users gave."""
    problems = []
    printed = {name for m in practice.mentions for name in (m.name, bare(m.name))}
    shown = practice.name.removesuffix("）").rpartition("（")[0]
    if not {practice.name, shown} & {*printed, *given}:
        problems.append(f"做法“{practice.name}”的名称没有一处这样印。")
    problems += [
        f"做法“{practice.name}”的别名“{alias}”没有一处这样印。"
        for alias in practice.aliases
        if alias not in printed and alias not in given
    ]
    if any(mention.practice != practice.id for mention in practice.mentions):
        problems.append(f"做法“{practice.name}”的出处不全是它的。")
    return problems


def _spans(mention: Mention) -> Iterator[tuple[str, Span | None]]:
    """What each value is called and where it stands."""
    yield from (("地点", mention.place),) if mention.place else ()
    yield from (("主体", mention.actor),) if mention.actor else ()
    yield from (("责任单位", span) for span in mention.leads)
    yield from (("举措", span) for span in mention.measures)
    yield from (("荣誉", span) for span in mention.honours)
    yield from (("起始时间", span) for span in _evidence(mention.since))
    yield from (("截止时间", span) for span in _evidence(mention.until))
    for figure in mention.figures:
        yield "指标数据", (figure.start, figure.end)
        if figure.counts:
            yield "指标名称", figure.counts


def _evidence(value: Value | None) -> Iterator[Span | None]:
    """The span of a value; ``None`` for a value that gives none."""
    if value is not None:
        known = value.evidence
        yield (known.start, known.end) if known and not known.removed else None


def _around(mention: Mention, document: Document, passage: Passage) -> Span:
    """Where what is known of a mention may stand: its passage and the sections around it."""
    around = [s for s in document.outline if s.start <= mention.start < s.end]
    starts = [passage.start, *(section.start for section in around)]
    return min(starts), max([passage.end, *(section.end for section in around)])


def _is_named(mention: Mention, text: str) -> bool:
    """Whether the name stands in its place. That of an unnamed practice is a heading, which
    may be told by that above it."""
    if not 0 <= mention.name_start <= mention.name_end <= len(text):
        return False
    return not mention.named or text[mention.name_start : mention.name_end] == mention.name


def _is_told(text: str, span: Span | None, around: Span) -> bool:
    return span is not None and _within(span, around) and bool(text[slice(*span)].strip())


def _is_printed(figure: Figure, text: str) -> bool:
    """Whether number and unit stand in the figure's span, in this order (277万多平方米)."""
    printed = text[figure.start : figure.end].translate(_SPACES)
    number, unit = (part.translate(_SPACES) for part in (figure.number, figure.unit))
    rest = iter(printed)
    return bool(number) and all(char in rest for char in number + unit)


def _quoted(figure: Figure, text: str) -> str:
    return f"指标数据“{text[figure.start : figure.end]}”"


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] < inner[1] <= outer[1]
