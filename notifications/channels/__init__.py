"""The channels that carry a message out of the house, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications.channels import email
from notifications.models import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from notifications.channels.envelope import Outgoing, Reply

    Sender = Callable[[Outgoing], Reply]

SENDERS: Mapping[Channel, Sender] = {Channel.EMAIL: email.send}
