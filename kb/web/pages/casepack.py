"""案例包."""

from __future__ import annotations

import streamlit as st

st.html("<h1>案例包</h1>")
