"""The log of actions, as the command line writes it."""

from __future__ import annotations

import argparse
import sys

from kb.accounts import log
from kb.errors import KbError
from kb.settings import Settings

WHO = "命令行"
"""Who did it."""
_WORDS = {"build": "建库", "add": "取网页", "backup": "备份", "restore": "恢复"}


def note(options: argparse.Namespace, settings: Settings) -> None:
    """Write down what a command changed; those that only read are not written down."""
    what = _WORDS.get(options.command)
    if what is None or getattr(options, "dry_run", False):
        return
    about = getattr(options, "address", None) or [getattr(options, "file", "")]
    write(settings, what, "、".join(about))


def write(settings: Settings, what: str, about: str) -> None:
    """Add an entry. What was done is done: a log that cannot be written is only told."""
    try:
        log.write(settings.userdata, log.entry(WHO, None, what, about))
    except KbError as error:
        print(str(error), file=sys.stderr)
