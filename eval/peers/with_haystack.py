"""Haystack: InMemoryBM25Retriever and InMemoryEmbeddingRetriever, joined by reciprocal ranks.

Its default tokens are single Chinese characters; ``build_with_words`` hands it text that jieba
has cut, and the expression that splits it at white space.
"""

from __future__ import annotations

from collections.abc import Callable

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.peers import chinese
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages`` with Haystack's own tokens."""
    return _Haystack(passages, encoder, InMemoryDocumentStore(), str)


def build_with_words(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages`` by jieba's words."""
    store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+")
    return _Haystack(passages, encoder, store, chinese.spaced)


class _Haystack:
    def __init__(
        self,
        passages: Passages,
        encoder: RecordedEncoder,
        store: InMemoryDocumentStore,
        prepared: Callable[[str], str],
    ) -> None:
        self._encoder = encoder
        self._prepared = prepared
        store.write_documents([
            Document(id=str(row), content=prepared(text), embedding=vector.tolist())
            for row, (text, vector) in enumerate(
                zip(passages.texts, passages.vectors, strict=True)
            )
        ])  # fmt: skip
        self._pipeline = Pipeline()
        self._pipeline.add_component("lexical", InMemoryBM25Retriever(store, top_k=DEPTH))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        self._pipeline.add_component("joined", DocumentJoiner("reciprocal_rank_fusion"))
        self._pipeline.connect("lexical", "joined")
        self._pipeline.connect("dense", "joined")

    def search(self, query: str) -> list[int]:
        found = self._pipeline.run({
            "lexical": {"query": self._prepared(query)},
            "dense": {"query_embedding": self._encoder.query(query).tolist()},
        })  # fmt: skip
        return [int(document.id) for document in found["joined"]["documents"]]
