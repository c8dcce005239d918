"""The level a text speaks of itself at: 我县, 全市, 省委."""

from __future__ import annotations

import re
from collections import Counter

from kb.metadata.textlines import View
from kb.regions import LEVELS, Level

_SPEAKER = re.compile(r"代表[^,。\n]{0,8}?(省|自治区|市|州|盟|县|区|旗)人民政府")
_SPEAKER_LEVELS: dict[str, Level] = {
    "省": "province", "自治区": "province", "市": "city", "州": "city", "盟": "city",
    "县": "county", "区": "county", "旗": "county",
}  # fmt: skip
# How a text speaks of itself, the surest first: my, all of, the organs of.
_SELF: tuple[dict[Level, str], ...] = (
    {"province": r"我省|我们省", "city": r"我市|我们市|我州|我盟", "county": r"我县|我们县|我旗"},
    {"province": r"全省", "city": r"全市|全州|全盟", "county": r"全县|全旗"},
    {
        "province": r"省委|省政府|自治区(?:党委|政府)",
        "city": r"市委|市政府|州委|州政府|盟委",
        "county": r"县委|县政府|旗委",
    },
)
_SELF_DISTRICT = (r"我区", r"全区", r"(?<!自治)区(?:委|政府)")  # also of an autonomous region
NATIONAL = re.compile(r"我代表国务院|各省、自治区、直辖市")
_LEAST_SELF = (2, 3, 3, 3)  # how often: by the tiers of _SELF, then all together
_DEEPER_SHARE = 0.3


def own_level(page: View) -> Level | None:
    """The level a text speaks of itself at (我县, 全市 …); ``None`` where it does not.

    A text names its superiors often and what lies below it seldom as its own, so of
    the levels that are frequent enough the deepest is taken.
    """
    if NATIONAL.search(page.folded[:3000]):
        return None
    speaker = _SPEAKER.search(page.folded[:3000])
    if speaker:
        return _SPEAKER_LEVELS[speaker[1]]
    tiers = [_counted(page, tier) for tier in range(len(_SELF))]
    for counts, least in zip([*tiers, sum(tiers, Counter())], _LEAST_SELF, strict=True):
        enough = max(least, max(counts.values(), default=0) * _DEEPER_SHARE)
        for level in reversed(LEVELS):
            if counts[level] >= enough:
                return level
    return None


def _counted(page: View, tier: int) -> Counter[Level]:
    """How often each level speaks of itself in the words of one tier of ``_SELF``."""
    counts: Counter[Level] = Counter()
    for level, cue in _SELF[tier].items():
        counts[level] += len(re.findall(cue, page.folded))
    autonomous = len(re.findall("自治区", page.folded)) >= 2
    district: Level = "province" if autonomous else "county"
    counts[district] += len(re.findall(_SELF_DISTRICT[tier], page.folded))
    return counts
