"""What is told of a document above its text: what it is, what is doubted, where it is from."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from kb.errors import KbError
from kb.store.library import Library
from kb.types import Document, Metadata
from kb.web import building, correcting, frame, originals, person, related, session, tables, values
from kb.web.marking import escaped, shown_name
from kb.web.session import Opened


def head(document: Document) -> None:
    """Title, place, date, number, kind, themes."""
    metadata = document.metadata
    facts = [
        tables.region_name(metadata.region),
        tables.date_of(metadata),
        metadata.number.value if metadata.number else None,
        metadata.kind.value if metadata.kind else None,
    ]
    told = " · ".join(fact for fact in facts if fact)
    st.html(
        f'<div class="kb-title"><h1>{escaped(document.title)}</h1>'
        f'<p class="kb-meta">{tables.digest_label(metadata)}'
        f"{tables.grade_label(metadata)}{escaped(told)}</p>{_subjects(metadata)}</div>"
    )
    if metadata.digest:
        frame.notice("note", "整理稿：根据原始材料重新整理的文字，不是原文，引用请核对所据材料。")


def details(document: Document, address: str, library: Library) -> None:
    """What was recognised with its evidence, doubts, other sources, related documents."""
    with st.expander("文件信息与依据"):
        st.html(values.metadata_html(document, address))
    if document.flags:
        with st.expander(f"存疑：{related.flag_counts(document.flags)}"):
            st.html(related.flags_html(document, address))
    if document.unread:
        with st.expander(f"没有读到的内容（{len(document.unread)} 处）"):
            st.html(related.unread_html(document))
    if len(document.sources) > 1:
        with st.expander(f"同一份文件的其他来源（{len(document.sources) - 1} 个）"):
            st.html(related.sources_html(document))
    if document.links:
        titles = {card.id: card.title for card in library.cards}
        with st.expander(f"相关文件（{len(document.links)} 份）"):
            st.html(related.links_html(document, titles.get, address))
    with st.expander(f"去除的页面内容（{len(document.removals)} 处）"):
        st.html(tables.removals_html(document.removals))


def corrections(document: Document, ready: Opened) -> None:
    """The form to confirm or correct what was recognised, for those who may."""
    if not person.current().may_edit:
        return
    given = session.settings()
    manifest = ready.searcher.snapshot.manifest
    with st.expander("确认或更正识别结果", key="correcting"):
        if manifest.documents_folder != str(given.documents):
            st.html("<p>现有索引是用另一个文件夹建的，请先到“文库”页更新索引。</p>")
            return
        correcting.form(document, given)


def build_followed() -> None:
    """What becomes of the build that a correction has started."""
    job = building.last_build(session.settings())
    if job and not job.finished:
        frame.progress_of(job)
    elif job and job.problem:
        frame.notice("bad", job.problem)


def original_file(document: Document, folder: Path) -> None:
    """The button that downloads the very file, or why it cannot."""
    name = shown_name(document.path.rsplit("/", 1)[-1])
    if originals.in_container(document, folder):
        content = _taken_out(document, folder)
        if content is not None:
            _download(name, content)
        return
    told = originals.file_told(document, folder)
    if told:
        st.html(f'<p class="kb-meta">{escaped(told)}</p>', width="content")
    else:
        st.download_button(
            "下载原始文件", lambda: originals.file_bytes(document, folder), file_name=name,
            mime=originals.mime_of(name), on_click="ignore", key="original-file",
        )  # fmt: skip


def _download(name: str, content: bytes) -> None:
    st.download_button(
        "下载原始文件", content, file_name=name, mime=originals.mime_of(name),
        on_click="ignore", key="original-file",
    )  # fmt: skip


def _taken_out(document: Document, folder: Path) -> bytes | None:
    """A file out of its archive or mail, once the user asks for it."""
    if not st.button("从压缩包或邮件里取出原始文件"):
        return None
    try:
        return originals.member_bytes(document, folder, session.settings())
    except KbError as error:
        frame.notice("bad", str(error))
        return None


def _subjects(metadata: Metadata) -> str:
    """Themes and topics."""
    found = dict.fromkeys(value.value for value in (*metadata.themes, *metadata.topics))
    chips = "".join(f'<span class="kb-chip">{escaped(name)}</span>' for name in found)
    return f'<p class="kb-chips">{chips}</p>' if chips else ""
