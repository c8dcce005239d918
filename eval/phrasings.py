"""The vectors of the known questions: ``python -m eval.phrasings [--write]``.

Encodes the questions of ``kb/lexicon/phrasings.tsv`` with the default model and its query
adapter. ``--write`` replaces ``kb/search/phrasings.safetensors``, which is to be done after
every change of the list or of the adapter; without it only whether the file holds them is told.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from kb.embedding.encoder import load_encoder
from kb.search.phrasings import FILE, packed, questions_and_answers, unpacked
from kb.settings import load_settings

_SAME = 0.995
"""Another processor or form of the model rounds otherwise; another question lies far below."""


def main() -> int:
    """Encode the questions, write the file where asked, and print whether it holds them."""
    parser = argparse.ArgumentParser(prog="python -m eval.phrasings", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the file")
    write = parser.parse_args().write
    encoder = load_encoder(None, load_settings().models)
    questions = [question for question, _ in questions_and_answers()]
    made = np.asarray(encoder.encode_queries(questions), np.float32)
    if write:
        FILE.write_bytes(packed(made))
    kept = unpacked(FILE.read_bytes())
    alike = float((kept * made).sum(axis=1).min()) if kept.shape == made.shape else 0.0
    told = "holds them" if alike > _SAME else "does not hold them: run it with --write"
    print(f"{FILE.name}: {len(questions)} questions, least cosine {alike:.4f}, {told}")
    return 0 if alike > _SAME else 1


if __name__ == "__main__":
    sys.exit(main())
