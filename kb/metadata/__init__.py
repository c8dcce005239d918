"""What a document says of itself, each value with the span it was read from."""

from kb.metadata.recognising import recognise

__all__ = ["recognise"]
