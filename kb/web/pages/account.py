"""账户."""

from __future__ import annotations

import streamlit as st

st.html("<h1>账户</h1>")
