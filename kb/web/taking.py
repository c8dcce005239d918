"""Taking a paper away: buttons for Word, Markdown, Excel and the evidence pack."""

from __future__ import annotations

from kb.types import Paper
from kb.web.session import Opened


def exports(paper: Paper, ready: Opened, key: str) -> None:
    """Draw the download buttons for ``paper``. ``key``: unique on the page."""
