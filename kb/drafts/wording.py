"""Why a verdict is what it is, in a sentence for the user."""

from __future__ import annotations

from kb.drafts.alignment import Pair
from kb.drafts.amounts import Amount, comparable
from kb.drafts.marks import Mark
from kb.drafts.naming import Named
from kb.drafts.results import Verdict
from kb.types import FigureStatus

_STATUS: dict[FigureStatus, str] = {
    "目标": "来源说的是目标。", "已完成": "来源说的是已完成的结果。", "未判定": "",
}  # fmt: skip


def agreed(
    mark: Mark,
    pair: Pair,
    printed: str,
    verdict: Verdict,
    status: FigureStatus | None,
    foreign: bool,
) -> str:
    """Why a figure or a year is found. ``printed``: as the source prints it; ``foreign``: which
    tells of another place."""
    where = "同一段落里有" if verdict == "同段有据" else "不在本句其余内容所在的段落；另一处写有"
    where = "关于别的地方的文件里写有" if foreign else where
    said = f"{where}“{printed}”"
    if mark.kind == "年份":
        return f"{said}，按文件日期就是这一年。" if pair.other.mark.implied else f"{said}。"
    tail = _manner(mark.amount, pair.other.mark.amount, pair.agrees == "near")
    ask = "" if verdict == "同段有据" else "请核实说的是不是同一件事。"
    return f"{said}{tail}。{_STATUS[status] if status else ''}{ask}"


def contradicted(mark: Mark, other: Mark, printed: str, wrong: Verdict | None = None) -> str:
    """Why the source says otherwise."""
    if wrong == "目标误作结果":
        return f"来源里“{printed}”是要达到的目标，文稿写成了已经完成的结果。"
    if wrong == "结果误作目标":
        return f"来源里“{printed}”是已经完成的结果，文稿写成了目标。"
    if mark.kind == "年份":
        if other.implied:
            return f"来源写作“{printed}”，按文件日期应是{other.years[0]}年，请核实。"
        return f"来源说同一件事，写的是“{printed}”。"
    return f"来源说同一件事，写的是“{printed}”，{_difference(mark.amount, other.amount)}。"


def unfound(mark: Mark, printed: str, title: str, known: bool) -> str:
    """Why nothing is found. ``printed``: of the closest place; ``title``: of the document the
    sentence rests on, which is ``known`` to be of that year."""
    if title and known:
        return f"来源的这一段没有写年份；《{title}》涉及这一年。"
    if title:
        return "来源的这一段没有写这个年份。"
    if printed:
        return f"文库里没有找到；最接近的一处写的是“{printed}”，不能断定是同一件事。"
    return "文库里没有找到这个年份。" if mark.kind == "年份" else "文库里没有找到这个数。"


def named(mark: Mark, found: Named, verdict: Verdict, printed: str, title: str) -> str:
    """Why a title, a number or a term is found or not. ``printed``: as the source prints it;
    ``title``: of that document."""
    if found.issued:
        return f"文库里《{title}》的文号是“{found.issued}”。"
    if verdict == "未找到":
        return f"文库里没有找到这个{mark.kind}。"
    if verdict == "与来源不符":
        return f"来源说同一件事，写的是“{printed}”。"
    if found.span is None or (mark.kind != "词语" and not found.otherwise and printed == title):
        return f"文库收有这份文件：《{title}》。"
    otherwise = f"，写作“{printed}”" if found.otherwise else ""
    if verdict == "同段有据":
        return f"同一段落里有{otherwise}。"
    return f"不在本句其余内容所在的段落；见于《{title}》{otherwise}。"


def _manner(draft: Amount | None, source: Amount | None, near: bool) -> str:
    if draft is None or source is None:
        return ""
    if near:
        return "，文稿写的是约数" if draft.about else "，文稿取了整"
    if source.about and not draft.about:
        return "，来源写的是约数"
    same = (draft.printed, draft.unit) == (source.printed, source.unit)
    return "" if same else "，换算后数值相同"


def _difference(draft: Amount | None, source: Amount | None) -> str:
    if draft is None or source is None:
        return "两者不同"
    if (draft.high is None) != (source.high is None):
        return "一个是区间，一个不是"
    if draft.unit != source.unit and draft.printed == source.printed:
        return f"单位是“{source.unit}”，不是“{draft.unit}”"
    return "数不相同" if comparable(draft, source) else "单位不同，数也不同"
