from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.next_one"
    label = "next_one"
    default_auto_field = "django.db.models.BigAutoField"
