"""Cuts cleaned texts into passages."""

from kb.passages.cutting import LEAD_IN, TARGET, TINY, cut

__all__ = ["LEAD_IN", "TARGET", "TINY", "cut"]
