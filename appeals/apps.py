"""The app of cases: measures, appeals, closures and everything that makes them answerable."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class AppealsConfig(AppConfig):
    """Registers the checks that the database holds its guards, and that enough people are there."""

    name = "appeals"

    def ready(self) -> None:
        """Models can be imported only now."""
        from appeals.models.guarded import check_guards  # noqa: PLC0415 - models are not there before
        from appeals.queries.too_few import check_staffing  # noqa: PLC0415

        register(check_guards, Tags.database)
        register(check_staffing, Tags.database)
