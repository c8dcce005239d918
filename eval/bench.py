"""``python -m eval.bench`` (``make bench``): every speed the project promises."""

from __future__ import annotations

import subprocess
import sys

from eval.judged import SHARED

LETTERS = SHARED / "bench" / "citizen_letters"


def main() -> int:
    """Run each benchmark in a process of its own, so that none warms another up."""
    encoder = ["eval.bench_encoder", *(["--beir", str(LETTERS)] if LETTERS.is_dir() else [])]
    for module, *options in (encoder, ["eval.bench_practices"], ["eval.bench_search"]):
        print(f"== {module}", flush=True)
        code = subprocess.run([sys.executable, "-m", module, *options], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
