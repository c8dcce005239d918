"""One page of a document: its text and its picture side by side."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import streamlit as st

from kb.errors import KbError
from kb.types import FLAGS, Document, PageSpan
from kb.web import frame, originals, session
from kb.web.article import Look, Part, document_html
from kb.web.marking import escaped


def show(document: Document, number: int, look: Look, folder: Path, address: str) -> None:
    """Draw page ``number``; a page the document does not have is told."""
    page = next((p for p in document.pages if p.number == number), None)
    if page is None:
        frame.notice("note", f"这份文件没有第 {number} 页的文字。")
    st.html(_ways(document, number, address))
    left, right = st.columns(2, gap="medium")
    with left:
        if page:
            st.html(_text(document, page, look))
    with right:
        _picture(document, number, folder)


def _ways(document: Document, number: int, address: str) -> str:
    last = document.page_count or max((p.number for p in document.pages), default=0)
    links = []
    for name, target in (("上一页", number - 1), ("下一页", number + 1)):
        if 1 <= target <= last:
            link = escaped(f"{address}&page={target}")
            links.append(f'<a href="{link}" target="_self">{name}</a>')
    links.append(f'<a href="{escaped(address)}#p{number}" target="_self">回到全文</a>')
    count = f" / {last}" if last else ""
    return f'<nav class="kb-parts"><b>第 {number}{count} 页</b>{"".join(links)}</nav>'


def _text(document: Document, page: PageSpan, look: Look) -> str:
    alone = replace(look, pages=(), pictures=None)
    part = Part(1, 1, page.start, page.end)
    body = document_html(document.text, document.outline, alone, part)
    doubts = any(
        f.kind == "low_confidence" and page.start <= f.start < page.end for f in document.flags
    )
    notes = []
    if page.scanned:
        notes.append("这一页的文字由程序从图片识别，请对照页面图片。")
    if doubts:
        notes.append(f"画波浪线的是{FLAGS['low_confidence']}的文字。")
    told = f'<p class="kb-meta">{"".join(notes)}</p>' if notes else ""
    return f'{told}<article class="kb-article">{body}</article>'


def _picture(document: Document, number: int, folder: Path) -> None:
    try:
        png = originals.picture(document, folder, number, session.settings())
    except KbError as error:
        frame.notice("bad", f"页面图片取不出来：{error}")
        return
    if not png:
        frame.notice("note", "这个版本还不能显示页面图片。")
        return
    shown = base64.b64encode(png).decode("ascii")
    st.html(
        f'<div class="kb-picture" tabindex="0"><img alt="第 {number} 页的图片" '
        f'src="data:image/png;base64,{shown}"></div>'
    )
