"""Buttons that copy: a link of this app, as an absolute address."""

from __future__ import annotations

import streamlit as st

from kb.web.marking import escaped

# A constant of ours, run once in each window; what is copied stands in the button. Where the
# page comes by plain http from another computer there is no clipboard to write to, and the
# old way by a selected field is used.
_SCRIPT = """<script>
if (!window.kbCopies) {
  window.kbCopies = true;
  const old = text => {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  };
  const write = text => navigator.clipboard && window.isSecureContext
    ? navigator.clipboard.writeText(text).then(() => true, () => old(text))
    : Promise.resolve(old(text));
  document.addEventListener('click', event => {
    const button = event.target.closest?.('.kb-copy');
    if (!button) return;
    const address = new URL(button.dataset.address, document.baseURI).href;
    write(address).then(done => {
      button.textContent = done ? '已复制链接' : '没有复制成，请从地址栏复制';
    });
  });
}
</script>"""


def copy_script() -> None:
    """What makes the buttons of a page work; once a page, outside of rows."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def copy_button(address: str) -> None:
    """Draw “复制链接”. ``address``: relative to the page."""
    shown = escaped(address)
    st.html(
        f'<button type="button" class="kb-copy" data-address="{shown}">复制链接</button>',
        width="content",
    )
