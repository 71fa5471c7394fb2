"""Two small indexes: the next customer of a second rep, and the few losses that were left to another voice."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0003_losses_of_a_store_by_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=Q(next_at__isnull=False, partner__isnull=False),
                fields=["partner", "next_at"],
                name="next_shared_customers",
            ),
        ),
        migrations.AddIndex(
            model_name="loss",
            index=models.Index(condition=Q(not_me=True), fields=["store", "-at"], name="losses_left_to_another"),
        ),
    ]
