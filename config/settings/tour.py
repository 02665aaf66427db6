"""The guided tour: the demo's set-up on a database of its own, so that its shifted clock touches nobody's data."""

from config.settings.demo import *
