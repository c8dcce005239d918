"""A network that reads queries with the query adapter and passages without, in one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from kb.embedding.query_adapter import Changes


class Asking:
    """Whether the network reads queries now. One thread at a time: the layers look it up
    here while they run."""

    def __init__(self) -> None:
        self.share: torch.Tensor | None = None
        self._turn = threading.Lock()

    @contextmanager
    def set(self, share: torch.Tensor | None) -> Iterator[None]:
        """``share``: (n,) float, one for a query, zero for a passage; ``None`` for passages
        only. Holds until the block is left."""
        with self._turn:
            self.share = None if share is None else share[:, None, None]
            try:
                yield
            finally:
                self.share = None


class AdaptedLinear(torch.nn.Module):
    """A linear layer and, for queries, its change."""

    def __init__(
        self, linear: torch.nn.Linear, down: torch.Tensor, up: torch.Tensor, asking: Asking
    ) -> None:
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Parameter(down)
        self.up = torch.nn.Parameter(up)
        self._asking = asking

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """(n, tokens, inputs) to (n, tokens, outputs)."""
        plain: torch.Tensor = self.linear(states)
        if self._asking.share is None:
            return plain
        # The narrow product is scaled, not the wide one: it has 8 columns.
        narrow = (states @ self.down.T) * self._asking.share
        return plain + narrow @ self.up.T


def adapt(network: torch.nn.Module, changes: Changes) -> Asking:
    """Put ``changes`` into the linear layers of ``network`` that they name."""
    asking = Asking()
    for name, (down, up) in changes.items():
        parent, _, last = name.rpartition(".")
        linear = network.get_submodule(name)
        if not isinstance(linear, torch.nn.Linear):
            raise TypeError(f"{name} is no linear layer")
        made = AdaptedLinear(linear, torch.from_numpy(down), torch.from_numpy(up), asking)
        setattr(network.get_submodule(parent), last, made)
    return asking
