"""The button that prints the page."""

from __future__ import annotations

import streamlit as st

# A constant of ours, run once in each window.
_SCRIPT = """<script>
if (!window.kbPrints) {
  window.kbPrints = true;
  document.addEventListener('click', event => {
    if (event.target.closest?.('.kb-print')) window.print();
  });
}
</script>"""


def print_button() -> None:
    """Draw “打印本页”."""
    # One element: an empty one beside the button would leave a gap in a row.
    button = '<button type="button" class="kb-copy kb-print">打印本页</button>'
    st.html(button + _SCRIPT, unsafe_allow_javascript=True, width="content")
