from django.urls import path

from . import views, waivers

app_name = "offices"

urlpatterns = [
    path("", views.years, name="years"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("unsent-form/", views.unsent, name="unsent"),
    path("password/", views.password, name="password"),
    path("profile/", views.profile, name="profile"),
    path("waivers/", waivers.waivers, name="waivers"),
    path("waivers/new/", waivers.grant_waiver, name="grant_waiver"),
    path("waivers/<int:key>/end/", waivers.revoke_waiver, name="revoke_waiver"),
    path("papers/<uuid:key>/", views.long_paper, name="long_paper"),
    path("papers/<uuid:key>/paper.pdf", views.made_paper, name="made_paper"),
    path("access-request.pdf", views.access_request_form, name="access_request"),
]
