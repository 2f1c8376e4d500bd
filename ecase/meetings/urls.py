from django.urls import path

from ecase.cases import addresses  # noqa: F401 -- registers case_number

from .views import agenda, editing, recording

app_name = "meetings"

urlpatterns = [
    path("drafts/<uuid:draft>/form/", recording.record, name="record"),
    path("cases-in-meeting/<case_number:number>/", editing.edit, name="edit"),
    path("meeting/", agenda.current, name="current"),
    path("meetings/<str:key>/", agenda.show, name="show"),
    path("meetings/<str:key>/agenda.pdf", agenda.agenda_paper, name="agenda_paper"),
    path("meetings/<str:key>/minutes.pdf", agenda.minutes_paper, name="minutes"),
    path("meetings/<str:key>/deliberation/", agenda.start, name="start"),
    path("meetings/<str:key>/set-aside/", agenda.set_aside, name="set_aside"),
]
