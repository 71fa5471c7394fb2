"""Alerts that nobody saw and no mail told of, without walking over all there ever were."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_buyers_of_a_number_at_any_store"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=Q(mailed_at=None, seen_at=None), fields=["at"], name="alerts_to_mail"),
        ),
    ]
