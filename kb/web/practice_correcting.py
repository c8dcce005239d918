"""The form by which users correct practices, and the list of what they corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import streamlit as st

from kb.corrections import (
    FIGURE_VALUES,
    PRACTICES_FILE,
    Action,
    PracticeCorrection,
    read_practice_corrections,
    remove_practice_correction,
    write_practice_correction,
)
from kb.errors import KbError
from kb.script import fold_query
from kb.settings import Settings
from kb.store.library import Library
from kb.types import Document, Practice
from kb.web import acting, building, frame, person, practice_idle, searching
from kb.web.cards import Documents
from kb.web.figure_words import words_around
from kb.web.figureview import Stated
from kb.web.marking import escaped
from kb.web.practice_places import Place
from kb.web.session import Opened

_TOLD = "practice-correction-told"
_LABELS: Mapping[Action, str] = {
    "改名": "改名",
    "合并": "并入另一项做法",
    "拆分": "把一部分拆成另一项做法",
    "隐藏": "不是做法，隐藏",
    "指标": "更正一个指标",
}
_WHOLE = "（不限）"
_PROBLEMS = 5
_FEW = 20
"""Practices of a like name that are offered at once."""
_LINES = 50
"""Lines of the table with a button each; a table of thousands would stop the page."""


def told() -> None:
    """What became of the last correction."""
    said = st.session_state.pop(_TOLD, None)
    if said:
        frame.notice(*said)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a correction can name. ``names``: of all practices. ``titles``: document → title.
    ``places``: where the practice is told of. ``figures``: all that it has."""

    names: Sequence[str]
    titles: Mapping[str, str]
    places: Sequence[Place] = ()
    figures: Sequence[Stated] = ()


def form(practice: Practice, offered: Offered, of: Documents, given: Settings) -> None:
    """Draw the form; what is sent is written to the table beside the documents, and a build
    takes it over."""
    action = st.selectbox(
        "要做的更正", list(_LABELS), key="practice-action", format_func=_LABELS.__getitem__
    )
    fields: Mapping[Action, Callable[[], Sequence[PracticeCorrection]]] = {
        "改名": lambda: _rename(practice),
        "合并": lambda: _merge(practice, others),
        "拆分": lambda: _split(practice, offered),
        "隐藏": lambda: _hide(practice),
        "指标": lambda: _figure(practice, figures, of),
    }
    # Outside of the form: what is chosen here decides what the form offers.
    figures = _figures_of(practice, offered, of) if action == "指标" else ()
    others = _like_named(practice, offered.names) if action == "合并" else ()
    with st.form("correct-practice", border=False):
        made = fields[action]()
        note = st.text_input("说明（可不填）", key=f"practice-note-{action}", max_chars=200)
        sent = st.form_submit_button("保存更正", type="primary")
    if sent:
        if not made:
            st.session_state[_TOLD] = ("bad", "还没有填写完，没有保存。")
            st.rerun()
        _save(made, note, given)


def listed(names: Sequence[str], titles: Mapping[str, str], ready: Opened, given: Settings) -> None:
    """The corrections in force, each with “撤销”: those about ``names`` first, the others
    folded away; one that matches nothing says so. ``titles``: document → title."""
    try:
        read = read_practice_corrections(given.documents)
    except KbError as error:
        frame.notice("bad", str(error))
        return
    for problem in read.problems[:_PROBLEMS]:
        frame.notice("note", problem.told)
    if len(read.problems) > _PROBLEMS:
        frame.notice("note", f"{PRACTICES_FILE} 里没有采用的共有 {len(read.problems)} 行。")
    idle = _idle(
        f"{searching.version_of(ready)} {read.lines}", read.lines, ready.searcher.snapshot.library
    )
    if idle:
        frame.notice("note", f"{PRACTICES_FILE} 里有 {len(idle)} 行没有对应的内容，没有起作用。")
    here = [line for line in read.lines if line.practice in names or line.to in names]
    rest = [line for line in read.lines if line not in here]
    if here:
        st.html(f"<h3>已作的更正 <small>{len(here)} 条</small></h3>")
        _lines(here, titles, idle, given)
    if rest:
        with st.expander(f"其他做法的更正（{len(rest)} 条）"):
            _lines(rest, titles, idle, given)


def sentence(line: PracticeCorrection, titles: Mapping[str, str]) -> str:
    """A correction in words. ``titles``: document → title."""
    name, to = f"“{line.practice}”", f"“{line.to}”"
    if line.action == "隐藏":
        return f"隐藏 {name}"
    if line.action == "改名":
        return f"{name} 改名为 {to}"
    if line.action == "合并":
        return f"{name} 并入 {to}"
    if line.action == "指标":
        return f"指标“{line.text}”：{line.to}"
    title = titles.get(line.document_id, line.document_id)
    part = f"《{title}》里" if title else ""
    return f"{name} 中{part}{f'写作“{line.text}”的' if line.text else '的'}拆为 {to}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _idle(
    _key: str, _lines: Sequence[PracticeCorrection], _library: Library
) -> dict[PracticeCorrection, str]:
    return practice_idle.idle(_lines, _library)


def _lines(
    lines: Sequence[PracticeCorrection],
    titles: Mapping[str, str],
    idle: Mapping[PracticeCorrection, str],
    given: Settings,
) -> None:
    if len(lines) > _LINES:
        st.html(f"<p>这里只列最后 {_LINES} 条，其余见“{PRACTICES_FILE}”。</p>")
    for line in lines[-_LINES:]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            note = f'<span class="kb-meta">{escaped(line.note)}</span>' if line.note else ""
            why = f"<br><b>没有起作用：{escaped(idle[line])}</b>" if line in idle else ""
            st.html(f"<p>{escaped(sentence(line, titles))} {note}{why}</p>", width="stretch")
            if person.current().may_edit and st.button(
                "撤销", key=f"undo-{line.line}-{'|'.join(line.subject)}"
            ):
                _undo(line, given)


def _rename(practice: Practice) -> Sequence[PracticeCorrection]:
    to = st.text_input("新名称", practice.name, key=f"rename-{practice.id}", max_chars=60)
    if not to.strip() or to.strip() == practice.name:
        return ()
    return (PracticeCorrection("改名", practice.name, to),)


def _like_named(practice: Practice, names: Sequence[str]) -> Sequence[str]:
    """The first few practices whose names hold what is typed: all would be thousands."""
    words = st.text_input(
        "查找另一项做法", key=f"merge-words-{practice.id}", type="search", live="250ms",
        placeholder="输入名称的一部分",
    )  # fmt: skip
    wanted = fold_query(words or "").split()
    found = (
        name
        for name in names
        if name != practice.name and all(word in fold_query(name) for word in wanted)
    )
    return list(islice(found, _FEW)) if wanted else []


def _merge(practice: Practice, others: Sequence[str]) -> Sequence[PracticeCorrection]:
    to = st.selectbox(
        "并入哪一项做法", others, index=None, key=f"merge-{practice.id}",
        placeholder="请选择" if others else "请先在上面查找", disabled=not others,
    )  # fmt: skip
    return (PracticeCorrection("合并", practice.name, to),) if to else ()


def _split(practice: Practice, offered: Offered) -> Sequence[PracticeCorrection]:
    parts = _parts(practice, offered)
    printed = (_WHOLE, *dict.fromkeys(mention.name for mention in practice.mentions))
    st.html(
        '<p class="kb-meta">拆出哪一部分：一个地区或一份文件里的、写作某个名称的，'
        "或两者都符合的。</p>"
    )
    part = st.selectbox("这个地区或这份文件里的", list(parts), key=f"split-part-{practice.id}")
    text = st.selectbox("原文写作", printed, key=f"split-name-{practice.id}")
    to = st.text_input("拆出的做法叫什么", key=f"split-{practice.id}", max_chars=60)
    if not to.strip() or (part == _WHOLE and text == _WHOLE):
        return ()
    said = "" if text == _WHOLE else text
    return [PracticeCorrection("拆分", practice.name, to, i, said) for i in parts[part]]


def _parts(practice: Practice, offered: Offered) -> dict[str, tuple[str, ...]]:
    """Which documents each choice means: all (``""``), those of a place, or one."""
    parts: dict[str, tuple[str, ...]] = {_WHOLE: ("",)}
    for place in offered.places:
        parts[place.name] = tuple(dict.fromkeys(m.document_id for m in place.mentions))
    for document_id in dict.fromkeys(mention.document_id for mention in practice.mentions):
        title = f"《{offered.titles.get(document_id, '')}》"
        # Reports of many places may have one title.
        parts[f"{title}（{document_id}）" if title in parts else title] = (document_id,)
    return parts


def _hide(practice: Practice) -> Sequence[PracticeCorrection]:
    st.html("<p>隐藏后，它不再出现在做法库和检索的做法里；原文不变，随时可以撤销。</p>")
    return (PracticeCorrection("隐藏", practice.name),)


def _figure(
    practice: Practice, figures: Sequence[Stated], of: Documents
) -> Sequence[PracticeCorrection]:
    if not figures:
        st.html("<p>这里没有指标。</p>")
        return ()
    labels = {number: _label(one, of) for number, one in enumerate(figures)}
    at = st.selectbox(
        "指标", list(labels), index=None, key=f"figure-{practice.id}",
        format_func=labels.__getitem__, placeholder="请选择",
    )  # fmt: skip
    to = st.radio("它应当是", FIGURE_VALUES, index=None, key="figure-to", horizontal=True)
    document = of(figures[at].mention.document_id) if at is not None else None
    if at is None or to is None or document is None:
        return ()
    others = [one.figure for one in figures if one.mention.document_id == document.id]
    words = words_around(document.text, figures[at].figure, others)
    return (PracticeCorrection("指标", practice.name, to, document.id, words),)


def _figures_of(practice: Practice, offered: Offered, of: Documents) -> Sequence[Stated]:
    """The figures of one document, in the order of its text: a practice may have thousands."""
    counts = Counter(one.mention.document_id for one in offered.figures)
    chosen = st.selectbox(
        "哪份文件里的指标", list(counts), key=f"figures-of-{practice.id}",
        format_func=lambda i: f"《{offered.titles.get(i, i)}》（{counts[i]} 个）",
    )  # fmt: skip
    found = [one for one in offered.figures if one.mention.document_id == chosen]
    return sorted(found, key=lambda one: one.figure.start)


def _label(one: Stated, of: Documents) -> str:
    figure = one.figure
    document: Document | None = of(one.mention.document_id)
    counted = document.text[slice(*figure.counts)] if document and figure.counts else ""
    around = ""
    if document and not counted:
        around = document.text[max(0, figure.start - 10) : figure.end + 10].replace("\n", " ")
    parts = (f"{figure.number}{figure.unit}", counted or around, figure.status)
    return " · ".join(filter(None, parts))


def _save(made: Sequence[PracticeCorrection], note: str, given: Settings) -> None:
    def write() -> None:
        for line in made:
            write_practice_correction(given.documents, replace(line, note=note))

    _written(write, "已保存到", given, f"{made[0].action} {made[0].practice}")


def _undo(line: PracticeCorrection, given: Settings) -> None:
    about = f"撤销 {line.action} {line.practice}"
    _written(
        lambda: remove_practice_correction(given.documents, line), "已撤销，改动了", given, about
    )


def _written(write: Callable[[], None], done: str, given: Settings, about: str) -> None:
    try:
        person.must_edit()
        write()
    except KbError as error:
        st.session_state[_TOLD] = ("bad", str(error))
        st.rerun()
    acting.note("做法更正", about)
    saved = f"{done}文库文件夹里的“{PRACTICES_FILE}”。"
    try:
        building.start_build(given)
        st.session_state[_TOLD] = ("good", f"{saved}正在更新索引，完成后生效。")
    except KbError:
        st.session_state[_TOLD] = (
            "note", f"{saved}另一次建库正在进行，结束后请到“文库”页按“更新索引”。",
        )  # fmt: skip
    st.rerun()
