"""The quotations of one place of a comparison, each to be collected or copied."""

from __future__ import annotations

import streamlit as st

from kb.casepacks import PARTS, Case, case_of
from kb.comparing import Matrix, Row
from kb.types import Region
from kb.web import collecting
from kb.web.cards import Documents
from kb.web.marking import escaped
from kb.web.quotes import Quote, source_html, words_html
from kb.web.tables import region_name

_KEY = "compare-collect"


def collect(matrix: Matrix, of: Documents) -> None:
    """Draw the choice of a place and its quotations; nothing where no place tells anything."""
    rows: dict[Region, list[Row]] = {}
    for row in matrix.rows:
        if row.depth is not None:
            rows.setdefault(row.region, []).append(row)
    if not rows:
        return
    names = {region_name(region) or "地区不明": region for region in rows}
    if st.session_state.get(_KEY) not in names:
        st.session_state[_KEY] = None
    chosen = st.selectbox(
        "收集哪一地的引文", list(names), index=None, key=_KEY, width=360,
        placeholder="选择表中的一个地区",
    )  # fmt: skip
    if chosen:
        _case(case_of(rows[names[chosen]], of), of)


def _case(case: Case, of: Documents) -> None:
    for part in PARTS:
        for number, piece in enumerate(case.parts[part]):
            quotation = piece.quotation
            document = of(quotation.document_id)
            if document is None:
                continue
            quote = Quote(document, quotation.start, quotation.end)
            st.html(
                f'<p class="kb-lead"><b>{escaped(part)}</b> {escaped(piece.lead)} '
                f"{words_html(quote)} {source_html(quote)}</p>"
            )
            collecting.actions(quotation, f"{_KEY}-{part}-{number}-{piece.id}")
