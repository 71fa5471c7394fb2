"""A loss knows its store, so that the newest of a store are found without walking over its deals."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_it_from_the_deal(apps, schema_editor):
    deal = apps.get_model("deals", "Deal").objects.filter(pk=OuterRef("deal_id"))
    apps.get_model("deals", "Loss").objects.filter(store=None).update(store_id=Subquery(deal.values("store_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0001_initial"),
        ("people", "0002_buyer_by_company"),
    ]

    operations = [
        migrations.AddField(
            model_name="loss",
            name="store",
            field=models.ForeignKey(
                null=True,
                db_index=False,
                editable=False,
                help_text="The deal's, see save()",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="losses",
                to="people.store",
            ),
        ),
        migrations.RunPython(take_it_from_the_deal, migrations.RunPython.noop, elidable=True),
    ]
