"""The app of people: staff, marketplace accounts, keys, sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its plain name."""

    name = "accounts"
