"""The practices that stand for a theme or a topic."""

from __future__ import annotations

from collections.abc import Iterable

from kb.types import DEPTHS, PracticeCard

MOST = 6


def practices_of(cards: Iterable[PracticeCard], topic: str) -> tuple[str, ...]:
    """Ids of the practices of a theme or topic to begin with: places' own ones told with
    results first, most fitting before others, then those of most documents."""
    fitting = [card for card in cards if topic in card.topics or topic in card.themes]
    return tuple(card.id for card in sorted(fitting, key=lambda card: _order(card, topic))[:MOST])


def _order(card: PracticeCard, topic: str) -> tuple[bool, int, bool, int, int, str]:
    foremost = topic in (*card.topics[:1], *card.themes[:1])
    depth = -DEPTHS.index(card.depth)
    return card.programme, depth, not foremost, -card.documents, -card.figures, card.name
