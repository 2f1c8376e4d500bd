from django.urls import path

from . import views

app_name = "register"

urlpatterns = [
    path("", views.register, name="register"),
    path("week/", views.week, name="week"),
    path("look-ups/", views.look_ups, name="look_ups"),
]
