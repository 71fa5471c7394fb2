from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"
