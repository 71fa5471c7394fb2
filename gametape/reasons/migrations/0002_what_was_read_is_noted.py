"""What this room read already is noted beside the words, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reasons", "0001_initial"),
        ("ask", "0004_words_nobody_read"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE ask_words SET unread = FALSE WHERE id IN (SELECT words_id FROM reasons_read)",
            migrations.RunSQL.noop,
        ),
    ]
