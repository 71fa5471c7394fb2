"""gametape demo"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command

from gametape.project import season
from gametape.project.telling import Telling


class Command(Telling):
    help = "Make the demo season anew, in its own folder: Lakeside RV, six reps, dates relative to today."

    def tell(self, **options: Any) -> int | None:
        call_command("migrate", verbosity=0, interactive=False)
        season.clear()
        self.stdout.write(str(season.play()))
        return 0
