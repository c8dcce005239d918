"""What is marked in the text of a document: practices, figures, words that are sought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from kb.script import fold_query
from kb.types import Mention, PracticeCard
from kb.web.cards import practice_link
from kb.web.figureview import STATUS_TOLD, stated
from kb.web.marking import Layer, Span, escaped, term_spans

_STATUS_CLASS = {"目标": "kb-mt", "已完成": "kb-md", "未判定": "kb-mu"}


def practice_layers(
    mentions: Iterable[Mention], practices: Mapping[str, PracticeCard]
) -> list[Layer]:
    """The names of practices as links to their pages; of names within one another the
    longest. ``practices``: those of the library, by id."""
    named = {
        (m.name_start, m.name_end): practices[m.practice].name
        for m in mentions
        if m.named and m.practice in practices
    }
    layers: list[Layer] = []
    for (start, end), name in sorted(named.items(), key=lambda one: (one[0][0], -one[0][1])):
        if not layers or start >= layers[-1].end:
            layers.append(Layer(start, end, "a", _link(name)))
    return layers


def figure_layers(mentions: Sequence[Mention]) -> list[Layer]:
    """Every figure with its status, in words behind it."""
    return [
        Layer(
            one.figure.start,
            one.figure.end,
            "span",
            f'class="kb-mf {_STATUS_CLASS[one.figure.status]}" '
            f'title="{one.figure.status}：{STATUS_TOLD[one.figure.status]}"',
            last=f'data-status="{one.figure.status}"',
        )
        for one in stated(mentions)
    ]


def word_layers(spans: Iterable[Span], css: str = "") -> list[Layer]:
    """Words that are sought. ``css``: the class that tells them from others."""
    attributes = f'class="{css}"' if css else ""
    return [Layer(start, end, "mark", attributes) for start, end in spans]


def words_in(text: str, words: str) -> tuple[Span, ...]:
    """Where ``words`` stand in ``text``, whatever their script, width and case."""
    return term_spans(text, (fold_query(words.strip()),)) if words.strip() else ()


def counts_told(practices: Sequence[Layer], mentions: Sequence[Mention]) -> str:
    """做法 3 处、指标 12 个（已完成 5、目标 7）, for the label of the switch."""
    statuses = [one.figure.status for one in stated(mentions)]
    parts = [f"{s} {statuses.count(s)}" for s in ("已完成", "目标", "未判定") if s in statuses]
    figures = f"指标数据 {len(statuses)} 个（{'、'.join(parts)}）" if statuses else ""
    named = f"做法 {len(practices)} 处" if practices else ""
    return "、".join(filter(None, (named, figures)))


def flat(found: Mapping[int, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The mentions of all passages, in the order of their rows."""
    return tuple(chain.from_iterable(found[row] for row in sorted(found)))


def _link(name: str) -> str:
    told = escaped(name)
    return (
        f'class="kb-mp" href="{escaped(practice_link(name))}" target="_self" '
        f'title="做法：{told}，看各地怎么做"'
    )
