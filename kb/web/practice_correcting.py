"""The form by which users correct practices, and the list of what they corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
from kb.settings import Settings
from kb.store.entries import Card
from kb.types import Document, Practice
from kb.web import building, frame
from kb.web.cards import Documents
from kb.web.figure_words import words_around
from kb.web.figureview import Stated
from kb.web.marking import escaped

_TOLD = "practice-correction-told"
_LABELS: Mapping[Action, str] = {
    "改名": "改名",
    "合并": "并入另一项做法",
    "拆分": "把一部分拆成另一项做法",
    "隐藏": "不是做法，隐藏",
    "指标": "更正一个指标",
}
_WHOLE = "（不限）"


def told() -> None:
    """What became of the last correction."""
    said = st.session_state.pop(_TOLD, None)
    if said:
        frame.notice(*said)


def form(
    practice: Practice,
    names: Sequence[str],
    cards: Mapping[str, Card],
    figures: Sequence[Stated],
    of: Documents,
    given: Settings,
) -> None:
    """Draw the form; what is sent is written to the table beside the documents, and a build
    takes it over. ``names``: of all practices. ``figures``: those that are offered."""
    action = st.selectbox(
        "要做的更正", list(_LABELS), key="practice-action", format_func=_LABELS.__getitem__
    )
    fields: Mapping[Action, Callable[[], PracticeCorrection | None]] = {
        "改名": lambda: _rename(practice),
        "合并": lambda: _merge(practice, names),
        "拆分": lambda: _split(practice, cards),
        "隐藏": lambda: _hide(practice),
        "指标": lambda: _figure(practice, figures, of),
    }
    with st.form("correct-practice", border=False):
        made = fields[action]()
        note = st.text_input("说明（可不填）", key=f"practice-note-{action}", max_chars=200)
        sent = st.form_submit_button("保存更正", type="primary")
    if sent:
        if made is None:
            st.session_state[_TOLD] = ("bad", "还没有填写完，没有保存。")
            st.rerun()
        _save(made, note, given)


def listed(names: Sequence[str], given: Settings) -> None:
    """The corrections in force, each with “撤销”: those about ``names`` first, the others
    folded away."""
    try:
        read = read_practice_corrections(given.documents)
    except KbError as error:
        frame.notice("bad", str(error))
        return
    for problem in read.problems:
        frame.notice("note", problem.told)
    here = [line for line in read.lines if line.practice in names or line.to in names]
    rest = [line for line in read.lines if line not in here]
    if here:
        st.html(f"<h3>已作的更正 <small>{len(here)} 条</small></h3>")
        _lines(here, given)
    if rest:
        with st.expander(f"其他做法的更正（{len(rest)} 条）"):
            _lines(rest, given)


def sentence(line: PracticeCorrection) -> str:
    """A correction in words."""
    name, to = f"“{line.practice}”", f"“{line.to}”"
    if line.action == "隐藏":
        return f"隐藏 {name}"
    if line.action == "改名":
        return f"{name} 改名为 {to}"
    if line.action == "合并":
        return f"{name} 并入 {to}"
    if line.action == "指标":
        return f"指标“{line.text}”：{line.to}"
    part = "、".join(filter(None, (line.text and f"写作“{line.text}”的", line.document_id)))
    return f"{name} 中{part}拆为 {to}"


def _lines(lines: Sequence[PracticeCorrection], given: Settings) -> None:
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            note = f'<span class="kb-meta">{escaped(line.note)}</span>' if line.note else ""
            st.html(f"<p>{escaped(sentence(line))} {note}</p>", width="stretch")
            if st.button("撤销", key=f"undo-{'|'.join(line.subject)}"):
                _undo(line, given)


def _rename(practice: Practice) -> PracticeCorrection | None:
    to = st.text_input("新名称", practice.name, key=f"rename-{practice.id}", max_chars=60)
    if not to.strip() or to.strip() == practice.name:
        return None
    return PracticeCorrection("改名", practice.name, to)


def _merge(practice: Practice, names: Sequence[str]) -> PracticeCorrection | None:
    others = [name for name in names if name != practice.name]
    to = st.selectbox(
        "并入哪一项做法", others, index=None, key=f"merge-{practice.id}", placeholder="输入名称查找"
    )
    return PracticeCorrection("合并", practice.name, to) if to else None


def _split(practice: Practice, cards: Mapping[str, Card]) -> PracticeCorrection | None:
    titles = {_WHOLE: _WHOLE} | {
        m.document_id: cards[m.document_id].title
        for m in practice.mentions
        if m.document_id in cards
    }
    printed = (_WHOLE, *dict.fromkeys(mention.name for mention in practice.mentions))
    st.html('<p class="kb-meta">拆出哪一部分：一份文件里的、写作某个名称的，或两者都符合的。</p>')
    document_id = st.selectbox(
        "这份文件里的", list(titles), key=f"split-document-{practice.id}",
        format_func=titles.__getitem__,
    )  # fmt: skip
    text = st.selectbox("原文写作", printed, key=f"split-name-{practice.id}")
    to = st.text_input("拆出的做法叫什么", key=f"split-{practice.id}", max_chars=60)
    if not to.strip() or (document_id == _WHOLE and text == _WHOLE):
        return None
    return PracticeCorrection(
        "拆分",
        practice.name,
        to,
        "" if document_id == _WHOLE else document_id,
        "" if text == _WHOLE else text,
    )


def _hide(practice: Practice) -> PracticeCorrection:
    st.html("<p>隐藏后，它不再出现在做法库和检索的做法里；原文不变，随时可以撤销。</p>")
    return PracticeCorrection("隐藏", practice.name)


def _figure(
    practice: Practice, figures: Sequence[Stated], of: Documents
) -> PracticeCorrection | None:
    if not figures:
        st.html("<p>上面的表里没有指标。</p>")
        return None
    labels = {number: _label(one, of) for number, one in enumerate(figures)}
    at = st.selectbox(
        "指标（上面表里这一页的）", list(labels), index=None, key=f"figure-{practice.id}",
        format_func=labels.__getitem__, placeholder="请选择",
    )  # fmt: skip
    to = st.radio("它应当是", FIGURE_VALUES, index=None, key="figure-to", horizontal=True)
    document = of(figures[at].mention.document_id) if at is not None else None
    if at is None or to is None or document is None:
        return None
    others = [one.figure for one in figures if one.mention.document_id == document.id]
    words = words_around(document.text, figures[at].figure, others)
    return PracticeCorrection("指标", practice.name, to, document.id, words)


def _label(one: Stated, of: Documents) -> str:
    figure = one.figure
    document: Document | None = of(one.mention.document_id)
    counted = document.text[slice(*figure.counts)] if document and figure.counts else ""
    title = f"《{document.title}》" if document else ""
    parts = (f"{figure.number}{figure.unit}", counted, figure.status, title)
    return " · ".join(filter(None, parts))


def _save(made: PracticeCorrection, note: str, given: Settings) -> None:
    line = PracticeCorrection(
        made.action, made.practice, made.to, made.document_id, made.text, note
    )
    _written(lambda: write_practice_correction(given.documents, line), "已保存到", given)


def _undo(line: PracticeCorrection, given: Settings) -> None:
    _written(lambda: remove_practice_correction(given.documents, line), "已撤销，改动了", given)


def _written(write: Callable[[], None], done: str, given: Settings) -> None:
    try:
        write()
    except KbError as error:
        st.session_state[_TOLD] = ("bad", str(error))
        st.rerun()
    saved = f"{done}文库文件夹里的“{PRACTICES_FILE}”。"
    try:
        building.start_build(given)
        st.session_state[_TOLD] = ("good", f"{saved}正在更新索引，完成后生效。")
    except KbError:
        st.session_state[_TOLD] = (
            "note", f"{saved}另一次建库正在进行，结束后请到“文库”页按“更新索引”。",
        )  # fmt: skip
    st.rerun()
