from django.urls import path

from .views import own_accounts

app_name = "own_accounts"

urlpatterns = [
    path("", own_accounts.own_accounts, name="list"),
    path("<int:key>/end/", own_accounts.end, name="end"),
]
