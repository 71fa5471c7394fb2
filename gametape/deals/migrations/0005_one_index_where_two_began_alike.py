"""A store's, a rep's and a partner's deals and the moments of a deal had an index each beside one that begins with the
same column; nothing asks for the losses of a batch; and most moments are noted by nobody, an import's all. Five fewer
indexes to write to with every row that arrives."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0004_next_shared_and_left_to_another"),
        ("people", "0004_buyers_of_a_number_at_any_store"),
    ]

    operations = [
        migrations.AlterField(
            model_name="deal",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="deal",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="A split deal's second rep",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="split_deals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="deal",
            name="store",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="deals", to="people.store"
            ),
        ),
        migrations.AlterField(
            model_name="loss",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="losses",
                to="deals.batch",
            ),
        ),
        migrations.AlterField(
            model_name="moment",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="moment",
            name="deal",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="moments", to="deals.deal"
            ),
        ),
        migrations.AddIndex(
            model_name="moment",
            index=models.Index(fields=["by"], condition=models.Q(by__isnull=False), name="moments_noted_by"),
        ),
    ]
