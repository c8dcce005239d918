"""The name of a bureau without its place: 甲县农业农村局 and 市农业农村局 are 农业农村局."""

from __future__ import annotations

import re
from functools import cache

from kb.regions import find
from kb.script import fold, to_simplified
from kb.words import read_lexicon

_BRACKETED = re.compile(r"\([^()]*\)?$")
# 市场, 市政, 县域, 乡村 begin no level: 市场监管局 and 乡村振兴局 keep their names.
_LEVEL = re.compile(
    r"(?:自治[区州县旗]|[省县区市](?=[省县区市直级])|省(?!际)|地区|州|盟|旗|县(?!域)|区(?!域|划|块)"
    r"|市(?!场|政(?![府协法])|容|民(?![政族宗营])|民中心)|镇(?!街)|乡(?![村镇贤土愁]))[级直]?"
)
_PARTY = re.compile(r"(?:中共)?(?:[省市县区州旗盟]|自治区|地)委(?=.)")
_PARTY_ALONE = re.compile(r"(?:中共)?(?:[省市县区州旗盟]|自治区|地)委(?:员会)?")
_OFFICE = ("办公室", "办公厅", "办", "研究室", "政策研究室", "督查室")
_COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|其他|全[市县区省]|所有|本级|责任|牵头|配合)|^[省市县区州]?直|^(?:部门|单位)"
)
_LOCAL = re.compile(
    r"(?:[镇乡村屯]|街道|社区|镇街|乡镇)(?:\(.*\))?(?:人民政府|政府|党委|党工委|办事处|办|村?委会|[两二]委)?$"
    r"|政府$|^党委$"
)
_END = re.compile(
    r"(?:[局委厅办部署院会社团队校联协]|办公[室厅]|中心|政府|研究室|总队|支队|银行|公司|集团|[分支]行|机构)$"
)
_SHORTEST, _LONGEST = 2, 20


def bureau_name(printed: str) -> str | None:
    """A bureau's name as it is called anywhere, ``None`` for what names no bureau: all of
    a kind (各乡镇, 有关部门), a township, a government as a whole, words that end unlike one."""
    name = re.sub(r"\s", "", fold(to_simplified(printed)))
    name = _BRACKETED.sub("", name)
    if not name or _COLLECTIVE.match(name):
        return None
    name = _without_level(_without_place(name))
    if not _SHORTEST <= len(name) <= _LONGEST or _COLLECTIVE.match(name) or _LOCAL.search(name):
        return None
    # A province's 厅 does what a county's 局 does.
    name = re.sub(r"(?<!办公)厅$", "局", name)
    name = _same().get(name, name)
    return name if _END.search(name) else None


def _without_place(name: str) -> str:
    """Without the divisions that are named in full at its beginning."""
    for mention in find(name):
        if mention.start != 0 or not mention.full or mention.end >= len(name):
            continue
        # 甲市委组织部: the 市 belongs to the committee too.
        if name[mention.end] == "委":
            return name[mention.end - 1 :]
        return _without_place(name[mention.end :])
    return name


def _without_level(name: str) -> str:
    """Without 省, 市, 县 … before it; a party committee's office stays one of the party's."""
    if _PARTY_ALONE.fullmatch(name):
        return "党委"
    party = _PARTY.match(name)
    if party:
        rest = name[party.end() :]
        return f"党委{rest}" if rest in _OFFICE or rest.startswith("办") else rest
    if re.fullmatch(r"(?:共青团|团)[省市县区州旗]委", name):
        return "团委"
    level = _LEVEL.match(name)
    rest = name[level.end() :] if level and len(name) - level.end() >= _SHORTEST else name
    if _PARTY.match(rest):
        return _without_level(rest)
    return re.sub(r"^人民政府", "政府", rest)


@cache
def _same() -> dict[str, str]:
    """Other names of a bureau → the one it is counted under."""
    rows = (fold(line).split("\t") for line in read_lexicon("bureau_names.tsv"))
    return {other: name for name, others in rows for other in others.split()}
