from django.urls import path

from . import views, waivers
from .door import devices, factors, outside, second_step

app_name = "offices"

urlpatterns = [
    path("", views.years, name="years"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", second_step.second_step, name="second_step"),
    path("sign-in/outside/", outside.go, name="outside"),
    path("sign-in/outside/back/", outside.back, name="outside_back"),
    path("devices/", devices.devices, name="devices"),
    path("devices/others/end/", devices.end_devices, name="end_devices"),
    path("devices/<uuid:key>/end/", devices.end_device, name="end_device"),
    path("second-factor/", factors.factors, name="factors"),
    path("second-factor/app/", factors.add_app, name="add_app"),
    path("second-factor/app/remove/", factors.remove_app, name="remove_app"),
    path("second-factor/passkey/", factors.add_passkey, name="add_passkey"),
    path("second-factor/passkey/<int:key>/remove/", factors.remove_passkey, name="remove_passkey"),
    path("second-factor/codes/", factors.renew_codes, name="renew_codes"),
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
