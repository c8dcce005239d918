"""概览."""

from __future__ import annotations

import streamlit as st

st.html("<h1>概览</h1>")
