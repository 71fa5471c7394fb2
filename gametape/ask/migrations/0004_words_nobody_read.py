"""What nobody read yet is found by an index of its own: the worker asked every second, and walked over all words."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("ask", "0003_answers_by_day_unopened_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="words",
            name="unread",
            field=models.BooleanField(
                default=True, help_text="The reasons room has not read it yet; who did stands there. For an index"
            ),
        ),
        migrations.AddIndex(
            model_name="words",
            index=models.Index(
                condition=Q(purged_at=None, unread=True), fields=["sent_at"], name="words_nobody_read"
            ),
        ),
    ]
