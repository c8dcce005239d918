"""对比: places side by side."""

from __future__ import annotations

import streamlit as st

from kb.web import frame


def show() -> None:
    """Draw the page."""
    if frame.index_or_setup() is None:
        return
    st.html("<h1>对比</h1>")


show()
