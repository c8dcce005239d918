"""The vectors of the known questions: ``python -m eval.phrasings [--write]``.

Encodes the questions of ``kb/lexicon/phrasings.tsv`` with the default model and its query
adapter. ``--write`` replaces ``kb/search/phrasings.safetensors``, which is to be done after
every change of the list or of the adapter; without it only whether the file fits is told.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from kb.embedding.encoder import load_encoder
from kb.search.phrasings import FILE, packed, questions_and_answers
from kb.settings import load_settings


def main() -> int:
    """Write the file, or print whether it is as it would be written."""
    parser = argparse.ArgumentParser(prog="python -m eval.phrasings", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the file")
    write = parser.parse_args().write
    encoder = load_encoder(None, load_settings().models)
    questions = [question for question, _ in questions_and_answers()]
    content = packed(np.asarray(encoder.encode_queries(questions), np.float32))
    if write:
        FILE.write_bytes(content)
    print(f"{FILE.name}: {len(questions)} questions, {len(content)} bytes")
    return 0 if write or FILE.read_bytes() == content else 1


if __name__ == "__main__":
    sys.exit(main())
