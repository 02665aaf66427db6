"""The product's addresses as they are with the demo's settings."""

from django.urls import include, path

from config.urls import urlpatterns as product

handler404 = "config.refusals.not_found"
urlpatterns = [path("demo/", include("config.demo.urls")), *product]
