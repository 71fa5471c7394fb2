"""Addresses of the import: /import/..."""

from django.urls import path

from gametape.connectors.csv import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("files/<int:pk>/", views.import_file, name="import_file"),
    path("files/<int:pk>/begin/", views.import_begin, name="import_begin"),
    path("files/<int:pk>/away/", views.import_put_away, name="import_put_away"),
    path("<int:pk>/", views.import_batch, name="import_batch"),
    path("<int:pk>/undo/", views.import_undo, name="import_undo"),
]
