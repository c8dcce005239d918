"""Many sessions on the running app at once: ``python -m eval.load``.

Starts the app on the library that the settings name and has ``--sessions`` search once every
``--every`` seconds, until ``--searches`` are done. The sessions speak Streamlit's websocket
protocol, so that what is measured is the server alone; with ``--browsers`` they are windows of
a real Chromium, which share the processor with the server. Prints the times, the errors and
the server's memory; exits with 1 where the 95th percentile is not below ``--limit`` seconds
or anything failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import Protocol

import psutil

from eval.judged import HERE, read_queries
from eval.load_sessions import Session, Turn
from eval.running import browser_program, running

_SEED = 5
_YEARS = range(2015, 2025)
_SAMPLE_S = 5.0
_MIB = 2**20


class Searching(Protocol):
    """What a session can do."""

    async def search(self, query: str) -> Turn: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds of a search: p50, p95, the longest, and what the server's processor worked for
    one, in all and in the first and last quarter of the searches (on a machine that does other
    work too, the figure that can be compared). Memory in MiB: after the sessions had begun, the
    medians of the second and of the last quarter of the time, and the peak."""

    way: str
    sessions: int
    searches: int
    errors: int
    p50_s: float
    p95_s: float
    longest_s: float
    mean_bytes: int
    cpu_s: float
    cpu_first_quarter_s: float
    cpu_last_quarter_s: float
    minutes: float
    memory_start: float
    memory_second_quarter: float
    memory_last_quarter: float
    memory_peak: float


def queries(seed: int = _SEED) -> Iterator[str]:
    """The judged queries without end, every other one with a year, in an order that the seed
    decides: few are asked twice."""
    drawn = random.Random(seed)
    texts = [query.query for query in read_queries(HERE / "queries.jsonl")]
    for turn in cycle(range(2)):
        for text in drawn.sample(texts, len(texts)):
            yield f"{text} {drawn.choice(_YEARS)}年" if turn else text


async def measured(
    sessions: Sequence[Searching], searches: int, every_s: float, process: psutil.Process
) -> tuple[list[Turn], list[float], list[float]]:
    """Every search, the memory every few seconds, and the processor's seconds before the first
    search and after each. The sessions begin evenly spread and
    each keeps its own clock: who has to wait for an answer asks the next at once."""
    asked = queries()
    turns: list[Turn] = []
    memory, worked = [_memory(process)], [_worked(process)]
    each = searches // len(sessions)

    async def ask(session: Searching, place: int) -> None:
        begun = time.perf_counter() + every_s * place / len(sessions)
        for number in range(each):
            await asyncio.sleep(max(0.0, begun + number * every_s - time.perf_counter()))
            turns.append(await session.search(next(asked)))
            worked.append(_worked(process))

    async def watch() -> None:
        while True:
            await asyncio.sleep(_SAMPLE_S)
            memory.append(_memory(process))

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(ask(session, place) for place, session in enumerate(sessions)))
    watching.cancel()
    memory.append(_memory(process))
    return turns, memory, worked


def summary(
    way: str,
    sessions: int,
    turns: Sequence[Turn],
    memory: Sequence[float],
    minutes: float,
    worked: Sequence[float],
) -> Load:
    """The figures of a run, of what ``measured`` gave."""
    times = sorted(turn.seconds for turn in turns)
    quarter, some = max(1, len(memory) // 4), max(1, len(turns) // 4)
    return Load(
        way,
        sessions,
        len(turns),
        sum(turn.problem is not None for turn in turns),
        round(statistics.median(times), 3),
        round(percentile(times, 0.95), 3),
        round(times[-1], 3),
        round(statistics.mean(turn.bytes for turn in turns)),
        round((worked[-1] - worked[0]) / len(turns), 3),
        round((worked[some] - worked[0]) / some, 3),
        round((worked[-1] - worked[-1 - some]) / some, 3),
        round(minutes, 1),
        memory[0],
        round(statistics.median(memory[quarter : 2 * quarter] or memory), 1),
        round(statistics.median(memory[-quarter:]), 1),
        max(memory),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that ``share`` of the sorted values do not exceed (nearest rank)."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _memory(process: psutil.Process) -> float:
    """What the server itself takes, in MiB: the proportional share where the system tells it."""
    full = process.memory_full_info()
    return round(float(getattr(full, "pss", full.rss)) / _MIB, 1)


def _worked(process: psutil.Process) -> float:
    """Seconds of processor time so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def _run(options: argparse.Namespace, address: str, process: psutil.Process) -> Load:
    async with AsyncExitStack() as stack:
        sessions: list[Searching] = []
        if options.browsers:
            # Imported here: who measures the server alone needs no browser.
            from eval.load_browsers import Window, chromium

            browser = await stack.enter_async_context(chromium(browser_program()))
            sessions = [await Window.opened(browser, address) for _ in range(options.sessions)]
        else:
            sessions = [await Session.opened(address) for _ in range(options.sessions)]
        # The first search loads the model and fills what all sessions share.
        await sessions[0].search("乡村振兴")
        begun = time.perf_counter()
        turns, memory, worked = await measured(sessions, options.searches, options.every, process)
        minutes = (time.perf_counter() - begun) / 60
        for session in sessions:
            await session.close()
    for turn in turns:
        if turn.problem:
            print(f"{turn.query}: {turn.problem}", file=sys.stderr)
    way = "browsers" if options.browsers else "websocket"
    return summary(way, options.sessions, turns, memory, minutes, worked)


def main() -> int:
    """Measure and print."""
    options = _parser().parse_args()
    with running() as (address, process):
        found = asyncio.run(_run(options, address, process))
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print("\n".join(f"{name:24}{value}" for name, value in asdict(found).items()))
    return 0 if found.errors == 0 and found.p95_s < options.limit else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--every", type=float, default=5.0, help="seconds from search to search")
    parser.add_argument("--searches", type=int, default=2000, help="of all sessions together")
    parser.add_argument("--limit", type=float, default=2.0, help="seconds, of the 95th percentile")
    parser.add_argument("--browsers", action="store_true", help="windows of a real Chromium")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
