"""A column that another table's rows are found by, or that a delete asks for, begins an index: one is enough."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from gametape.deals.models import Deal, Loss, Moment

LOOKUPS = {
    "deals_of_a_store": Deal.objects.filter(store=1),
    "deals_of_a_rep": Deal.objects.filter(owner=1),
    "split_deals": Deal.objects.filter(partner=1),
    "moments_in_order": Moment.objects.filter(deal=1),
    "moments_noted_by": Moment.objects.filter(by=1),
    "losses_of_a_store": Loss.objects.filter(store=1),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("index", "rows"), LOOKUPS.items(), ids=LOOKUPS.keys())
def test_rows_are_found_by_the_index_that_begins_with_the_column(index: str, rows: QuerySet) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # an empty table is walked, whatever it has
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in rows.order_by().explain()
