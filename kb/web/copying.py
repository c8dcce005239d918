"""Buttons that copy: a link of this app as an absolute address, a quotation with its citation."""

from __future__ import annotations

import streamlit as st

from kb.citing import behind, doubts, gbt7714, official, spoken
from kb.types import Quotation
from kb.web.marking import escaped

_SENT = "kb-copies-sent"
# A constant of ours, run once in each window; what is copied stands in the button. Where the
# page comes by plain http from another computer there is no clipboard to write to, and the
# old way by a selected field is used, which takes the focus and has to give it back.
_SCRIPT = """<script>
if (!window.kbCopies) {
  window.kbCopies = true;
  const old = (text, button) => {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    button.focus({preventScroll: true});
    return done;
  };
  const write = (text, button) => navigator.clipboard && window.isSecureContext
    ? navigator.clipboard.writeText(text).then(() => true, () => old(text, button))
    : Promise.resolve(old(text, button));
  const tell = (button, words) => {
    const told = button.parentElement.querySelector('.kb-copied');
    if (!told) return;
    told.textContent = '';
    setTimeout(() => { told.textContent = words; }, 50);
  };
  const address = button => {
    write(new URL(button.dataset.address, document.baseURI).href, button).then(done => {
      button.textContent = done ? '已复制链接' : '没有复制成，请从地址栏复制';
      tell(button, button.textContent);
    });
  };
  const citation = button => {
    const apart = button.dataset.apart ? '\\n' : '';
    const words = button.parentElement.dataset.words + apart + button.dataset.citation;
    write(words, button).then(done => {
      button.dataset.label ??= button.textContent;
      button.textContent = done ? '已复制' : '没有复制成';
      tell(button, done ? `已复制：${button.dataset.told}` : '没有复制成，请选中文字后复制');
      clearTimeout(button.kbTimer);
      button.kbTimer = setTimeout(() => { button.textContent = button.dataset.label; }, 2500);
    });
  };
  document.addEventListener('click', event => {
    const button = event.target.closest?.('.kb-copy');
    if (button?.dataset.address !== undefined) address(button);
    else if (button?.dataset.citation !== undefined) citation(button);
  });
}
</script>"""
_TOLD = '<span class="kb-copied" role="status"></span>'


def copy_script() -> None:
    """What makes the buttons of a page work; once a page, outside of rows."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def copy_button(address: str) -> None:
    """Draw “复制链接”. ``address``: relative to the page."""
    shown = escaped(address)
    st.html(
        f'<button type="button" class="kb-copy" data-address="{shown}">复制链接</button>{_TOLD}',
        width="content",
    )


def citation_button(quotation: Quotation) -> None:
    """Draw “复制引文”, which copies “words”（《title》（number））, and beside it the same with
    the citation in the form of GB/T 7714. Needs no ``copy_script`` on its page."""
    # The window keeps what it once ran, so the first button of a session brings the script.
    first = not st.session_state.get(_SENT, False)
    st.session_state[_SENT] = True
    shown = citation_html(quotation) + (_SCRIPT if first else "")
    st.html(shown, width="content", unsafe_allow_javascript=first)


def citation_html(quotation: Quotation) -> str:
    """The two buttons, with the words and both citations in their attributes."""
    doubted = doubts(quotation)
    entry = gbt7714(quotation) + (f"（{doubted}）" if doubted else "")
    words, told = escaped(spoken(quotation)), escaped(official(quotation))
    return (
        f'<div class="kb-cite" data-words="{words}">'
        f'<button type="button" class="kb-copy" data-citation="{escaped(behind(quotation))}" '
        f'data-told="引文，{told}" title="连同出处复制">复制引文</button>'
        f'<button type="button" class="kb-copy" data-citation="{escaped(entry)}" '
        f'data-apart="1" '
        f'data-told="引文和 GB/T 7714 格式的出处，{told}" '
        f'title="连同 GB/T 7714 格式的出处复制">GB/T 7714</button>{_TOLD}</div>'
    )
