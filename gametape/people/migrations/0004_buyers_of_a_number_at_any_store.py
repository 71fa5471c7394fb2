"""Stop holds for the whole installation: a number or an address is looked up first, its store second."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_log_by_who"),
    ]

    operations = [
        migrations.AlterField(
            model_name="buyer",
            name="store",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="buyers", to="people.store"
            ),
        ),
        migrations.RemoveIndex(model_name="buyer", name="buyer_by_phone"),
        migrations.RemoveIndex(model_name="buyer", name="buyer_by_email"),
        migrations.AddIndex(
            model_name="buyer",
            index=models.Index(condition=~Q(phone=""), fields=["phone", "store"], name="buyer_by_phone"),
        ),
        migrations.AddIndex(
            model_name="buyer",
            index=models.Index(condition=~Q(email=""), fields=["email", "store"], name="buyer_by_email"),
        ),
    ]
