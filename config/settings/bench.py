"""Measuring: the demo's set-up on a database of its own, with the real clock and durable writes."""

from config.settings.demo import *

TIME_SOURCE = "real"
