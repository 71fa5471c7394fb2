from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0006_drawn_by_lot")]

    operations = [
        migrations.AddField(
            model_name="deal",
            name="conditions",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="{column: value} of the export, as they stood when it closed; never who",
            ),
        ),
    ]
