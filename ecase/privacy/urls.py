from django.urls import path

from .views import requests, retention

app_name = "privacy"

urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.take, name="take_request"),
    path("requests/<uuid:key>/", requests.show, name="request"),
    path("requests/<uuid:key>/package/", requests.package, name="package"),
    path("retention/", retention.retention, name="retention"),
    path("retention/ask/", retention.ask, name="ask_retention"),
    path("retention/<int:key>/", retention.run, name="retention_run"),
]
