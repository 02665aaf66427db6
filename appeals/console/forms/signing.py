"""The second person of a decision: an own view first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import answer_field, pick
from appeals.console.wording import OUTCOMES


class OwnViewForm(ActForm):
    """What the second person thinks before they read what the first one wrote."""

    own_view = pick(_("What is your own view?"), OUTCOMES)
    reason = answer_field(_("Why do you see it so?"), rows=3, help_text=_("One sentence is enough. Only staff read it."))
