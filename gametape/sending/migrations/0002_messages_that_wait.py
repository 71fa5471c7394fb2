"""Messages that wait for their hour, without walking over all that ever went out."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("sending", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=Q(state="waiting"), fields=["not_before"], name="messages_that_wait"),
        ),
    ]
