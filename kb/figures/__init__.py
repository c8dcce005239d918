"""Figures (指标数据): numbers in running text, each a target or an achieved result."""

from kb.figures.finding import figures, scaled
from kb.figures.outlook import Outlook, Timeline, outlook, timeline
from kb.figures.status import looks_ahead, status_of

__all__ = ["Outlook", "Timeline", "figures", "looks_ahead", "outlook", "scaled", "status_of",
           "timeline"]  # fmt: skip
