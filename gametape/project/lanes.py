"""Which work is quick and which is long. The import joins here, since the worker module names no connector."""

from __future__ import annotations

from gametape.ask import unplaced
from gametape.connectors.csv import going_on
from gametape.connectors.imap import polling
from gametape.lessons import trying
from gametape.next_one import counting_uses
from gametape.patterns import refreshing
from gametape.privacy import letting_go, purging, tripping
from gametape.project import work
from gametape.tape import hearing
from gametape.win_probability import refitting

FAST = [polling.hear_mailbox, *work.FAST, unplaced.tell_managers]
HEAVY = [
    letting_go.go_on,
    going_on.go_on_with_imports,
    hearing.hear_a_little,
    hearing.put_away_what_nobody_has,
    refitting.refit_a_little,
    refitting.draw_a_little,
    refreshing.search_a_little,
    counting_uses.count_a_little,
    trying.drop_unused,
    tripping.tell_who_is_watched,
    purging.purge_a_little,
]
