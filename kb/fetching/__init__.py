"""Adding a page by its address: the only request this product ever makes, at the user's word."""

from kb.fetching.fetching import MAX_BYTES, Fetched, fetch
from kb.fetching.keeping import SOURCES_NAME, Origin, addresses, save
from kb.fetching.network import Network

__all__ = [
    "MAX_BYTES",
    "SOURCES_NAME",
    "Fetched",
    "Network",
    "Origin",
    "addresses",
    "fetch",
    "save",
]
