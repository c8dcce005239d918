"""核对."""

from __future__ import annotations

import streamlit as st

st.html("<h1>核对</h1>")
