"""Opinions on hits, to be taken away by who keeps the installation."""

from __future__ import annotations

import csv
import io

import streamlit as st

from kb.userdata import opinions
from kb.userdata.judged import judged_lines, opinion_rows
from kb.web import person
from kb.web.own import owner


def downloads() -> None:
    """Draw the two downloads, for administrators only: they hold everybody's opinions."""
    if not person.current().may_administer:
        return
    folder = owner().folder
    with st.expander("导出检索评价（有用、没用）"):
        st.html(
            "<p>检索结果下面按过的“有用”“没用”。判断文件可以交给维护程序的人用来改进检索，"
            "表格供查看。</p>"
        )
        with st.container(horizontal=True):
            st.download_button(
                "判断文件（JSONL）",
                lambda: "".join(f"{line}\n" for line in judged_lines(opinions.all_given(folder))),
                "检索评价.jsonl", "application/x-ndjson", on_click="ignore", key="opinions-jsonl",
            )  # fmt: skip
            st.download_button(
                "表格（TSV）", lambda: tsv(opinion_rows(opinions.all_given(folder))),
                "检索评价.tsv", "text/tab-separated-values", on_click="ignore",
                key="opinions-tsv",
            )  # fmt: skip


def tsv(rows: list[tuple[str, ...]]) -> str:
    """Rows as a table that Excel opens."""
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(rows)
    return "\ufeff" + stream.getvalue()
