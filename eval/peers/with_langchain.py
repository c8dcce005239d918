"""LangChain: EnsembleRetriever over BM25Retriever and FAISS, weights 0.5 and 0.5.

Ours are the depth of the legs (its default of 4 passages would be unfair), the tokenizer
(its default splits at white space) and the id by which passages are told apart (its default
is their text).
"""

from __future__ import annotations

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import Embeddings

from eval.peers import chinese
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System

_ROW = "row"


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages``."""
    return _LangChain(passages, encoder)


class _LangChain:
    def __init__(self, passages: Passages, encoder: RecordedEncoder) -> None:
        rows = [{_ROW: row} for row in range(len(passages.texts))]
        lexical = BM25Retriever.from_texts(
            passages.texts, rows, preprocess_func=chinese.words, k=DEPTH
        )
        store = FAISS.from_embeddings(
            zip(passages.texts, passages.vectors, strict=True), _Queries(encoder), rows
        )
        dense = store.as_retriever(search_kwargs={"k": DEPTH})
        self._hybrid = EnsembleRetriever(
            retrievers=[lexical, dense], weights=[0.5, 0.5], id_key=_ROW
        )

    def search(self, query: str) -> list[int]:
        return [int(found.metadata[_ROW]) for found in self._hybrid.invoke(query)]


class _Queries(Embeddings):
    """Our encoder under LangChain's face."""

    def __init__(self, encoder: RecordedEncoder) -> None:
        self._encoder = encoder

    def embed_query(self, text: str) -> list[float]:
        return [float(part) for part in self._encoder.query(text)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Never asked: the passages' vectors are given."""
        raise NotImplementedError
