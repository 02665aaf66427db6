"""The form of one more try to reach somebody whose letter was lost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, pick
from appeals.models import By

WAYS = {
    str(By.PHONE): _("Phone"),
    str(By.TEXT): _("Text message"),
    str(By.POST): _("Letter by post"),
    str(By.PLATFORM): _("The marketplace's own messages"),
    str(By.OTHER_MAIL): _("Another mail address"),
}


class AttemptForm(ActForm):
    """By which way, and when."""

    by_way = pick(_("Which way was tried?"), WAYS)
    tried_on = DayField(label=_("On which day?"))
    note = answer_field(_("What happened?"), rows=2, required=False, help_text=_("Only staff read this."))
