from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.connectors.csv"
    label = "connectors_csv"
    default_auto_field = "django.db.models.BigAutoField"
