"""Practices (做法): what some place does, as the unit of an answer."""

from kb.practices.answers import catalogue, practices
from kb.practices.mentions import mentions
from kb.practices.subjects import subject_name

__all__ = ["catalogue", "mentions", "practices", "subject_name"]
