from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.rescue"
    label = "rescue"
    default_auto_field = "django.db.models.BigAutoField"
