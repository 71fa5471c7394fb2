from django.urls import path

from gametape.lessons import views

urlpatterns = [
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<int:pk>/", views.lesson, name="lesson"),
    path("lessons/<int:pk>/shared/", views.lesson_shared, name="lesson_shared"),
    path("lessons/<int:pk>/dropped/", views.lesson_dropped, name="lesson_dropped"),
    path("losses/<int:pk>/lesson/", views.draw, name="draw"),
]
