from django.urls import path

from .views import requests

app_name = "privacy"

urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/search/", requests.find, name="find_request"),
    path("requests/new/", requests.take, name="take_request"),
    path("requests/<uuid:key>/", requests.show, name="request"),
    path("requests/<uuid:key>/package/", requests.package, name="package"),
]
