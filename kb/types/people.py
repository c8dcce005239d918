"""Who uses the program, and what that person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["读者", "编辑", "管理员"]
ROLES: tuple[Role, ...] = ("读者", "编辑", "管理员")
"""From the one who may least."""


@dataclass(frozen=True, slots=True)
class Person:
    """``id``: under which user data are kept; it is no secret and opens nothing by itself.
    ``name``: as shown, where one is known."""

    id: str
    role: Role
    name: str | None = None

    @property
    def may_edit(self) -> bool:
        """Whether documents may be added and corrections made."""
        return self.role != "读者"

    @property
    def may_administer(self) -> bool:
        """Whether accounts and the log may be seen and changed."""
        return self.role == "管理员"
