"""Whether somebody looked within the hour is asked at every look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_buyer_by_company"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="accesslog",
            index=models.Index(fields=["who", "-at"], name="log_by_who"),
        ),
    ]
