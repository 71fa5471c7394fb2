"""Lakeside RV with six reps: from five on, what their deals have in common tells of none of them."""

from __future__ import annotations

import pytest

from gametape.people.models import Role, Store, User
from tests.frame.cast import works_at


@pytest.fixture
def six_reps(lakeside: Store, dana: User) -> list[User]:
    return [dana, *(works_at(lakeside, f"{name} Jones", Role.REP) for name in ("Al", "Bo", "Cy", "Di", "Ed"))]
