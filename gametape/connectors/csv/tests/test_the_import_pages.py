"""The import in a real browser, on every screen, with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gametape.deals.models import Batch, Deal
from gametape.people.models import Store, User
from tests.frame.browser import on_every_screen

ROWS = """Deal ID,Deal Name,Stage,Amount,Create Date,Close Date,Deal owner,Closed Lost Reason,First Name,Phone,Email,Credit Score
1,Meadowlark 27,Closed Lost,"$38,900.00",3/1/2026,3/14/2026,Dana Brooks,Price,Sam,312-555-0142,sam@lake.example,712
2,Kestrel 19,Closed Won,"$21,000.00",3/2/2026,3/20/2026,Rosa Diaz,,Mai,,mai@lake.example,655
3,Heron 30,Phase Q,9000,3/3/2026,,Rosa Diaz,,Jo,,,801
4,Owl,Junk Lead,1,3/1/2026,,,,Ann,,,
"""


@on_every_screen
@pytest.mark.django_db(transaction=True)
def test_bring_look_import_undo(
    page: Page,
    live_server: object,
    axe: Callable[[], None],
    sign_in: Callable[[Page, User], None],
    lakeside: Store,
    ada: User,
    tmp_path: Path,
) -> None:
    sign_in(page, ada)
    (tmp_path / "deals.csv").write_text(ROWS)
    page.goto(f"{live_server.url}/import/")  # type: ignore[attr-defined]
    axe()
    page.get_by_label("File").set_input_files(tmp_path / "deals.csv")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("4 rows of deals").wait_for()
    page.get_by_text("Left out, or left empty, and why").click()
    axe()
    page.get_by_label("Deal Name").select_option("name")
    page.get_by_role("button", name="Look again").click()
    page.get_by_text("Looked at again").wait_for()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported").wait_for()
    axe()
    assert Deal.objects.filter(left_out="").count() == 3
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("4 rows were taken back").wait_for()
    axe()
    assert (Deal.objects.count(), Batch.objects.get().undone_at is not None) == (0, True)
    page.get_by_role("link", name="All imports").click()
    page.get_by_text("Undone").wait_for()
    axe()
