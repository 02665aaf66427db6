"""The only writers. Doors call `perform(verb, actor, …)`; verbs may call verbs; states move in `transition` alone."""

from appeals.actions.perform import Answer, IdempotencyKey, perform

__all__ = ["Answer", "IdempotencyKey", "perform"]
