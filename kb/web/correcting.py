"""The form by which users confirm or correct what was recognised of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from kb.corrections import (
    FILE_NAME,
    ITEMS,
    Checks,
    Correction,
    read_corrections,
    remove_correction,
    write_correction,
)
from kb.errors import KbError
from kb.metadata.provenance import GRADES
from kb.metadata.themes import THEMES, topic_names
from kb.regions import resolve
from kb.settings import Settings
from kb.types import KINDS, Document
from kb.web import acting, building, frame, person
from kb.web.marking import escaped
from kb.web.values import LABELS, STATUS, Said, said

_TOLD = "correction-told"
_LISTS = {"themes": lambda: THEMES, "topics": topic_names}


def form(document: Document, given: Settings) -> None:
    """Draw the form; what is sent is written to the table beside the documents, and a build
    takes it over."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        frame.notice(*told)
    item = st.selectbox(
        "要更正的项目", list(ITEMS), key="correct-item",
        format_func=lambda name: LABELS[ITEMS[name]],
    )  # fmt: skip
    name = ITEMS[item]
    now = said(document.metadata, name)
    st.html(f'<p class="kb-meta">{_now(now)}</p>')
    with st.form("correct", border=False):
        value = _field(name, now, document)
        note = st.text_input("说明（可不填）", key=f"note-{document.id}-{name}", max_chars=200)
        with st.container(horizontal=True):
            save = st.form_submit_button("保存更正", type="primary")
            open_ = any(value.status != "confirmed" for value in now)
            right = st.form_submit_button("识别正确，确认", disabled=not open_)
            none = st.form_submit_button("没有这一项")
    if right:
        value = _written(name, now, document)
    if save or right or none:
        if save and not value.strip():
            st.session_state[_TOLD] = ("bad", "还没有填写。确实没有的，请按“没有这一项”。")
            st.rerun()
        _save(document, item, None if none else value, note, given)
    listed(document, given)


def listed(document: Document, given: Settings) -> None:
    """The corrections of this document, each with “撤销”."""
    try:
        read = read_corrections(given.documents, _checks())
    except KbError as error:
        frame.notice("bad", str(error))
        return
    # One file may be led by another of the same document: what was said of any of them holds.
    files = [(document.id, document.path)]
    files += [(source.document_id, source.path) for source in document.sources]
    found = dict.fromkeys(line for file in files for line in read.of(*file))
    if not found:
        return
    st.html(f"<h3>已作的更正 <small>{len(found)} 条</small></h3>")
    for line in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            note = f'<span class="kb-meta">{escaped(line.note)}</span>' if line.note else ""
            st.html(f"<p>{escaped(sentence(line))} {note}</p>", width="stretch")
            if st.button(
                "撤销", key=f"undo-{line.line}-{line.item}",
                help=f"取消对{LABELS[ITEMS[line.item]]}的更正，恢复程序识别的结果",
            ):  # fmt: skip
                _undo(line, given)


def sentence(line: Correction) -> str:
    """A correction in words."""
    label = LABELS[ITEMS[line.item]]
    return f"{label}：没有这一项" if line.value is None else f"{label}：{line.value}"


def _field(name: str, now: Sequence[Said], document: Document) -> str:
    """The field for a new value, and what it says."""
    key = f"value-{document.id}-{name}"
    words = [value.words for value in now]
    if name in _LISTS:
        offered = list(dict.fromkeys((*_LISTS[name](), *words)))
        chosen = st.multiselect(
            "改为", offered, default=words, key=key, placeholder="请选择", select_all=False
        )
        return "、".join(chosen)
    options = {"kind": KINDS, "provenance": GRADES}.get(name)
    if options:
        at = options.index(words[0]) if words and words[0] in options else None
        return str(st.selectbox("改为", options, index=at, key=key, placeholder="请选择") or "")
    written = _written(name, now, document)
    return st.text_input("改为", written, key=key, max_chars=300, help=_HELP.get(name))


_HELP = {
    **dict.fromkeys(
        ("written", "issued", "published", "in_force", "expires"),
        "写成 2021-03-05、2021-03 或 2021。",
    ),
    "covered": "写成 2021 或 2021/2025。",
    "others": "写成 浙江省/杭州市/西湖区；几个之间用顿号隔开。",
}


def _checks() -> Checks:
    return Checks(themes=THEMES, topics=topic_names(), grades=GRADES, region=resolve)


def _written(name: str, now: Sequence[Said], document: Document) -> str:
    """A recognised value in the form it has in the table."""
    if name == "others":
        regions = (other.region for other in document.metadata.others)
        parts = ((r.province, r.city, r.county) for r in regions)
        return "、".join("/".join(part or "" for part in p).rstrip("/") for p in parts)
    return "、".join(value.words for value in now)


def _now(now: Sequence[Said]) -> str:
    if not now:
        return "现在：没有识别出"
    return "现在：" + "、".join(f"{escaped(v.words)}（{STATUS[v.status]}）" for v in now)


def _save(document: Document, item: str, value: str | None, note: str, given: Settings) -> None:
    made = Correction(document.id, document.path, item, value, note)
    _changed(
        lambda: write_correction(given.documents, made, _checks()),
        "已保存到", "显示为“已确认”", f"{document.path} {item}", given,
    )  # fmt: skip


def _undo(line: Correction, given: Settings) -> None:
    _changed(
        lambda: remove_correction(given.documents, line),
        "已撤销，改动了", "恢复程序识别的结果", f"撤销 {line.path} {line.item}", given,
    )  # fmt: skip


def _changed(write: Callable[[], None], done: str, then: str, about: str, given: Settings) -> None:
    """Change the table, log it, and let a build take it over."""
    try:
        person.must_edit()
        write()
    except KbError as error:
        st.session_state[_TOLD] = ("bad", str(error))
        st.rerun()
    acting.note("更正", about)
    saved = f"{done}文库文件夹里的“{FILE_NAME}”。"
    try:
        building.start_build(given)
        st.session_state[_TOLD] = ("good", f"{saved}正在更新索引，完成后{then}。")
    except KbError:
        st.session_state[_TOLD] = (
            "note", f"{saved}另一次建库正在进行，结束后请到“文库”页按“更新索引”。",
        )  # fmt: skip
    st.rerun()
