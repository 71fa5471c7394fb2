from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.win_probability"
    label = "win_probability"
    default_auto_field = "django.db.models.BigAutoField"
