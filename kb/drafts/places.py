"""Whether a source is about another place than the draft names."""

from __future__ import annotations

from dataclasses import dataclass

from kb.drafts.sources import Source
from kb.regions import contains, find
from kb.types import Region


@dataclass(frozen=True, slots=True)
class Places:
    """The places a paragraph names. ``forms``: as they stand there, folded."""

    forms: tuple[str, ...]
    regions: tuple[Region, ...]

    def elsewhere(self, source: Source) -> bool:
        """Whether ``source`` is of a document about other places and names none of these."""
        if not self.regions or not source.regions:
            return False
        if any(form in source.folded for form in self.forms):
            return False
        return not any(
            contains(mine, theirs) or contains(theirs, mine)
            for mine in self.regions
            for theirs in source.regions
        )


def places(folded: str) -> Places:
    """The places that ``folded`` names in full, with 省, 市 or 县: a short form may be a word."""
    named = [mention for mention in find(folded) if mention.full]
    regions = dict.fromkeys(region for mention in named for region in mention.candidates)
    forms = dict.fromkeys(folded[mention.start : mention.end] for mention in named)
    return Places(tuple(forms), tuple(regions))
