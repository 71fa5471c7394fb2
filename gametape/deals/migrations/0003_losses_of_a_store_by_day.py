"""Every loss has its store, and their index begins with it. A migration of its own: PostgreSQL alters no table with
changes of the same transaction still under way."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0002_losses_of_a_store"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loss",
            name="store",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="The deal's, see save()",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="losses",
                to="people.store",
            ),
        ),
        migrations.RemoveIndex(model_name="loss", name="losses_by_day"),
        migrations.AddIndex(
            model_name="loss",
            index=models.Index(fields=["store", "-at"], name="losses_of_a_store"),
        ),
    ]
