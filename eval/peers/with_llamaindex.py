"""LlamaIndex: QueryFusionRetriever over its BM25Retriever (bm25s inside) and its in-memory
vector store, without a language model.

Its BM25 takes no tokenizer, so it is handed text that jieba has cut and an expression that
splits it at white space; English stemming is off.
"""

from __future__ import annotations

from llama_index.core import MockEmbedding, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from eval.peers import chinese
from eval.peers.system import DEPTH, Passages, RecordedEncoder, System

_ROW = "row"


def build(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages``; fuse by reciprocal ranks."""
    return _LlamaIndex(passages, encoder, "reciprocal_rerank")


def build_relative(passages: Passages, encoder: RecordedEncoder) -> System:
    """Index ``passages``; fuse by scores stretched to 0 … 1."""
    return _LlamaIndex(passages, encoder, "relative_score")


class _LlamaIndex:
    def __init__(self, passages: Passages, encoder: RecordedEncoder, mode: str) -> None:
        self._encoder = encoder
        nodes = [
            _node(row, text, vector.tolist())
            for row, (text, vector) in enumerate(zip(passages.texts, passages.vectors, strict=True))
        ]
        lexical = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=DEPTH, skip_stemming=True, token_pattern=r"\S+"
        )
        # The nodes bring their vectors and a query brings its own: no model is ever asked.
        model = MockEmbedding(embed_dim=passages.vectors.shape[1])
        dense = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=DEPTH)
        self._hybrid = QueryFusionRetriever(
            [lexical, dense],
            llm=MockLLM(),
            mode=mode,
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )

    def search(self, query: str) -> list[int]:
        vector = self._encoder.query(query).tolist()
        bundle = QueryBundle(chinese.spaced(query), embedding=vector)
        return [int(found.node.metadata[_ROW]) for found in self._hybrid.retrieve(bundle)]


def _node(row: int, text: str, vector: list[float]) -> TextNode:
    # The row keeps passages of one text apart, and out of what is indexed.
    return TextNode(
        id_=str(row),
        text=chinese.spaced(text),
        embedding=vector,
        metadata={_ROW: row},
        excluded_embed_metadata_keys=[_ROW],
    )
