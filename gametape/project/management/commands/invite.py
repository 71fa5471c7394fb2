"""gametape invite"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command

from gametape.common.refusal import Refusal
from gametape.people import inviting
from gametape.people.models import Role, Store, User
from gametape.project import surroundings
from gametape.project.telling import Telling


class Command(Telling):
    help = "Print a link that lets somebody in, or, with --again, lets them back in without mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", nargs="?", choices=Role.values, default=Role.OWNER)
        parser.add_argument("--store", default="", help="the store's name, when there are several")
        parser.add_argument("--again", default="", metavar="NAME", help="a new way in for this person")

    def tell(self, **options: Any) -> int | None:
        call_command("migrate", verbosity=0, interactive=False)
        stores = Store.objects.filter(name__icontains=options["store"]) if options["store"] else Store.objects.all()
        store = stores.order_by("pk").first()
        if store is None:
            raise Refusal("There is no such store yet. Run `gametape start deals.csv` with your own export first.")
        if options["again"]:
            person = User.objects.filter(name__iexact=options["again"], memberships__store=store).first()
            if person is None:
                raise Refusal(
                    f"Nobody called {options['again']} works at {store}. Look at the name on the People page."
                )
            link = inviting.back_in(person, store, by=None)
        else:
            link = inviting.invite(store, role=options["role"], by=None)
        self.stdout.write(f"{surroundings.public_url() or 'http://' + surroundings.bind()}{link}")
        return 0
