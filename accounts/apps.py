"""The app of people: staff, marketplace accounts, keys, sign-in."""

from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    """Registers the app under its plain name, and the check of what groups of the sign-in service stand for."""

    name = "accounts"

    def ready(self) -> None:
        """The check runs with `check`."""
        from accounts.sign_in_service import check_groups  # noqa: PLC0415 - models are not there before

        register(check_groups)
