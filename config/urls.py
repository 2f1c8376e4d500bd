from django.urls import include, path

urlpatterns = [
    path("", include("ecase.offices.urls")),
    path("own-accounts/", include("ecase.payments.urls_of_officers")),
    path("privacy/", include("ecase.privacy.urls")),
    path("register/", include("ecase.reporting.register.urls")),
    path("<int:year>/", include("ecase.reporting.urls")),
    path("<int:year>/cases/", include("ecase.cases.urls")),
    path("<int:year>/", include("ecase.meetings.urls")),
    path("<int:year>/", include("ecase.payments.urls")),
]

handler400 = "ecase.core.views.bad_request"
handler403 = "ecase.core.views.permission_denied"
handler404 = "ecase.core.views.page_not_found"
handler500 = "ecase.core.views.server_error"
