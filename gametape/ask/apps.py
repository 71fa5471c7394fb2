from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.ask"
    label = "ask"
    default_auto_field = "django.db.models.BigAutoField"
