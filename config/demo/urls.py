"""Addresses under /demo/."""

from django.urls import path

from config.demo.views import mail, mailbox

app_name = "demo"
urlpatterns = [
    path("mail/", mailbox, name="mailbox"),
    path("mail/<str:name>/", mail, name="mail"),
]
