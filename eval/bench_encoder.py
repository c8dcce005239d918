"""The encoder path against plain sentence-transformers, in one run.

``python -m eval.bench_encoder [--beir DIR] [--json]`` prints passages a second and
milliseconds a query of both, and with ``--beir`` the dense leg's nDCG@10 of both. Plain
is ``SentenceTransformer(folder).encode(texts)`` in float32 with default settings. Rounds
alternate, so that a busy machine slows both alike; ratios are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.beir import BeirSet, read_beir
from eval.metrics import evaluate, ranked
from kb.embedding.encoder import Encoder, Vectors, load_encoder, work_offline
from kb.embedding.model import prepare
from kb.indexing.ingest import MAX_CHARS
from kb.outline import outline
from kb.passages import cut
from kb.settings import load_settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_DEPTH = 10
_WARM_UP = 16


@dataclass(frozen=True, slots=True)
class Speed:
    """``*_per_s``: passages a second, medians of the rounds. ``ratio``: median of the
    rounds' ratios. ``*_ms``: of one query alone."""

    passages: int
    mean_characters: float
    plain_per_s: float
    ours_per_s: float
    ratio: float
    plain_query_p50_ms: float
    plain_query_p95_ms: float
    ours_query_p50_ms: float
    ours_query_p95_ms: float


@dataclass(frozen=True, slots=True)
class Loss:
    """The dense leg's nDCG@10 of both, and how far the passages' vectors agree."""

    dataset: str
    passages: int
    queries: int
    plain_ndcg_at_10: float
    ours_ndcg_at_10: float
    loss: float
    lowest_cosine: float


def main() -> int:
    """Run the comparison; standard output is the table or the JSON."""
    arguments = _parser().parse_args()
    settings = load_settings()
    folder = prepare(settings.models)
    work_offline()
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    ours = load_encoder(None, settings.models)
    texts = _sample(settings.documents, arguments.passages)
    found: dict[str, Speed | Loss] = {"speed": measure_speed(plain, ours, texts, arguments.rounds)}
    if arguments.beir:
        found["loss"] = measure_loss(plain, ours, read_beir(arguments.beir))
    if arguments.json:
        print(json.dumps({name: asdict(part) for name, part in found.items()}, ensure_ascii=False))
    else:
        for part in found.values():
            print("\n".join(f"{name:20} {value}" for name, value in asdict(part).items()))
    return 0


def measure_speed(
    plain: SentenceTransformer, ours: Encoder, texts: Sequence[str], rounds: int
) -> Speed:
    """Encode ``texts`` as passages, and the beginnings of 60 as queries, with both."""
    prefixed = ["passage: " + text for text in texts]
    queries = [text[:12] for text in texts[:60]]
    plain.encode(prefixed[:_WARM_UP])
    ours.encode_passages(texts[:_WARM_UP])
    plain_s, ours_s = [], []
    for _ in range(rounds):
        plain_s.append(_seconds(lambda: plain.encode(prefixed)))
        ours_s.append(_seconds(lambda: ours.encode_passages(texts)))
    plain_ms, ours_ms = [], []
    for query in queries:
        plain_ms.append(1000 * _seconds(lambda: plain.encode("query: " + query)))  # noqa: B023
        ours_ms.append(1000 * _seconds(lambda: ours.encode_queries([query])))  # noqa: B023
    return Speed(
        len(texts),
        round(statistics.mean(map(len, texts)), 1),
        round(len(texts) / statistics.median(plain_s), 2),
        round(len(texts) / statistics.median(ours_s), 2),
        round(statistics.median(a / b for a, b in zip(plain_s, ours_s, strict=True)), 2),
        *(round(q, 2) for times in (plain_ms, ours_ms) for q in np.percentile(times, [50, 95])),
    )


def measure_loss(plain: SentenceTransformer, ours: Encoder, beir: BeirSet) -> Loss:
    """Rank the set's documents by their best passage with the vectors of both."""
    passages = [
        (name, text[passage.start : passage.end])
        for name, title, text in beir.corpus
        for passage in cut(name, text, outline(text, (), title or None), (), MAX_CHARS)
    ]
    texts = [text for _, text in passages]
    names = [name for name, _ in passages]
    queries = list(beir.queries.values())
    _say(f"{len(texts)} passages, plain")
    plain_vectors = np.asarray(plain.encode(["passage: " + text for text in texts]))
    plain_queries = np.asarray(plain.encode(["query: " + query for query in queries]))
    _say(f"{len(texts)} passages, ours")
    our_vectors = ours.encode_passages(texts)
    our_queries = ours.encode_queries(queries)
    plain_ndcg = _ndcg(beir, names, plain_queries, plain_vectors)
    our_ndcg = _ndcg(beir, names, our_queries, our_vectors)
    lowest = float((plain_vectors * our_vectors).sum(axis=1).min())
    return Loss(
        beir.name, len(texts), len(queries), plain_ndcg, our_ndcg,
        round(plain_ndcg - our_ndcg, 4), round(lowest, 5),
    )  # fmt: skip


def _ndcg(beir: BeirSet, names: Sequence[str], queries: Vectors, passages: Vectors) -> float:
    scores = queries @ passages.T
    run = {}
    for query, row in zip(beir.queries, scores, strict=True):
        best = dict.fromkeys(names[i] for i in np.argsort(-row, kind="stable"))
        run[query] = ranked(list(best)[:_DEPTH])
    return evaluate(beir.qrels, run).mean["ndcg@10"]


def _sample(documents: Path, count: int) -> list[str]:
    """``count`` passages spread over the documents folder's Markdown files."""
    texts = []
    for file in sorted(documents.glob("*.md")):
        text = file.read_text("utf-8")
        texts += [text[p.start : p.end] for p in cut(file.name, text, outline(text, ()), ())]
    texts = [text for text in texts if len(text) > 100]
    if not texts:
        raise SystemExit(f"{documents} 里没有可供测量的 .md 文件。")
    step = max(1, len(texts) // count)
    return texts[::step][:count]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench_encoder", description=__doc__)
    parser.add_argument("--beir", type=Path, help="a folder in BEIR layout to compare nDCG@10 on")
    parser.add_argument("--passages", type=int, default=160, help="how many to time (160)")
    parser.add_argument("--rounds", type=int, default=3, help="alternating rounds (3)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
