"""The systems that are compared, and what has to be installed for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True, slots=True)
class Entry:
    """``name``: for ``--only``. ``title``: for people. ``builder``: module in this folder and
    its function. ``packages``: distributions whose versions are told; all are needed."""

    name: str
    title: str
    builder: tuple[str, str]
    packages: tuple[str, ...]


_VECTORS = ("faiss-cpu", "sentence-transformers")
OURS = "ours"
SYSTEMS = (
    Entry(OURS, "ours", ("with_ours", "build"), ("rank-bm25", "rjieba", "openvino", "faiss-cpu")),
    Entry(
        "rank-bm25",
        "rank-bm25 + FAISS, RRF",
        ("with_rank_bm25", "build"),
        ("rank-bm25", "jieba", *_VECTORS),
    ),
    Entry(
        "langchain",
        "LangChain EnsembleRetriever",
        ("with_langchain", "build"),
        ("langchain-classic", "langchain-community", "langchain-core", "rank-bm25", "jieba",
         *_VECTORS),
    ),
    Entry("txtai", "txtai hybrid, own tokens", ("with_txtai", "build"), ("txtai", *_VECTORS)),
    Entry(
        "txtai-jieba",
        "txtai hybrid, jieba",
        ("with_txtai", "build_with_words"),
        ("txtai", "jieba", *_VECTORS),
    ),
    Entry(
        "haystack",
        "Haystack RRF, own tokens",
        ("with_haystack", "build"),
        ("haystack-ai", "sentence-transformers"),
    ),
    Entry(
        "haystack-jieba",
        "Haystack RRF, jieba",
        ("with_haystack", "build_with_words"),
        ("haystack-ai", "jieba", "sentence-transformers"),
    ),
    Entry(
        "llamaindex",
        "LlamaIndex reciprocal_rerank",
        ("with_llamaindex", "build"),
        ("llama-index-core", "llama-index-retrievers-bm25", "bm25s", "jieba",
         "sentence-transformers"),
    ),
    Entry(
        "llamaindex-relative",
        "LlamaIndex relative_score",
        ("with_llamaindex", "build_relative"),
        ("llama-index-core", "llama-index-retrievers-bm25", "bm25s", "jieba",
         "sentence-transformers"),
    ),
    Entry(
        "bm25s",
        "bm25s + FAISS, convex",
        ("with_bm25s", "build"),
        ("bm25s", "jieba", *_VECTORS),
    ),
)  # fmt: skip


def named(name: str) -> Entry:
    """The system of that name. Raises ``KeyError``."""
    return {entry.name: entry for entry in SYSTEMS}[name]


def versions(packages: Iterable[str]) -> dict[str, str | None]:
    """Distribution → its installed version, ``None`` where it is not installed."""
    return {package: _version(package) for package in packages}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
