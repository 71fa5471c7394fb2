"""The people in every test: Lakeside RV with its six roles, Hilltop Marine across the water, and Sam, who said no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from gametape.common.clock import now
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Deal, Loss
from gametape.people.may import Viewer
from gametape.people.models import Membership, Role, Store, User
from gametape.people.pledging import accept


def works_at(store: Store, name: str, *roles: str) -> User:
    """A new colleague, able to sign in; a manager has accepted the pledge."""
    user = User.objects.create_user(name, email=f"{name.split()[0].lower()}@{store.name.split()[0].lower()}.example")
    for role in roles:
        Membership.objects.create(user=user, store=store, role=role)
    if Role.MANAGER in roles:
        accept(user)
    return user


@pytest.fixture
def lakeside(db: None) -> Store:
    return Store.objects.create(
        name="Lakeside RV", zone="America/Chicago", state="WI", address="1200 Shore Road, Hartwell", currency="USD"
    )


@pytest.fixture
def hilltop(db: None) -> Store:
    return Store.objects.create(
        name="Hilltop Marine", zone="America/New_York", state="NY", address="3 Quay Street, Elm Port"
    )


@pytest.fixture
def dana(lakeside: Store) -> User:
    return works_at(lakeside, "Dana Brooks", Role.REP)


@pytest.fixture
def ben(lakeside: Store) -> User:
    return works_at(lakeside, "Ben Ortiz", Role.REP)


@pytest.fixture
def maria(lakeside: Store) -> User:
    return works_at(lakeside, "Maria Keller", Role.MANAGER)


@pytest.fixture
def ada(lakeside: Store) -> User:
    return works_at(lakeside, "Ada Lund", Role.ADMIN)


@pytest.fixture
def frank(lakeside: Store) -> User:
    return works_at(lakeside, "Frank Hale", Role.FINANCE)


@pytest.fixture
def nia(lakeside: Store) -> User:
    return works_at(lakeside, "Nia Cole", Role.NEUTRAL)


@pytest.fixture
def olga(lakeside: Store) -> User:
    return works_at(lakeside, "Olga Petrov", Role.OWNER)


@pytest.fixture
def rita(hilltop: Store) -> User:
    return works_at(hilltop, "Rita Lang", Role.REP)


@pytest.fixture
def mo(hilltop: Store) -> User:
    return works_at(hilltop, "Mo Hassan", Role.MANAGER)


@pytest.fixture
def sams_deal(lakeside: Store, dana: User) -> Deal:
    """Dana's open deal with Sam, walked through two hours ago."""
    return add_deal(
        lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+16085550142", amount_minor=3_890_000,
        at=now() - timedelta(hours=2),
    )  # fmt: skip


@pytest.fixture
def sams_no(sams_deal: Deal, dana: User) -> Loss:
    """Sam drove off; Dana has called it (price, already counting it) and sealed it."""
    loss = lose(sams_deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
    seal(loss.own_call, sure="counting")
    return loss


@pytest.fixture
def signed_in_as() -> Callable[[User], Client]:
    """A browser without script in which this person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def viewer_of() -> Callable[[User], Viewer]:
    return Viewer
