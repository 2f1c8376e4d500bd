from django.urls import include, path

urlpatterns = [
    path("", include("ecase.offices.urls")),
    path("<int:year>/", include("ecase.reporting.urls")),
    path("<int:year>/cases/", include("ecase.cases.urls")),
    path("<int:year>/", include("ecase.meetings.urls")),
    path("<int:year>/", include("ecase.payments.urls")),
]
