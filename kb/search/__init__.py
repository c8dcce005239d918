"""The walk of a query: understanding → candidates of both legs → hits → practices."""

from kb.search.searcher import Answer, Searcher

__all__ = ["Answer", "Searcher"]
