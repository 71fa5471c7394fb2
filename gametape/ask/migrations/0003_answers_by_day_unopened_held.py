"""The newest answers, those nobody opened and those that are held, without walking over all there ever were."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("ask", "0002_whose_words_whose_draft"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["-first_sent_at"], name="answers_by_day"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=Q(opened_at=None), fields=["reader", "-first_sent_at"], name="answers_unopened"
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=Q(released_at=None), fields=["held_for", "-first_sent_at"], name="answers_held"
            ),
        ),
    ]
