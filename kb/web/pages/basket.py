"""素材夹."""

from __future__ import annotations

import streamlit as st

st.html("<h1>素材夹</h1>")
