"""Indexes: each has a question of its own, so that writing a row costs no more pages than it must."""

from __future__ import annotations

import pytest
from django.db import connection

REPEATED = """
SELECT shorter.indrelid::regclass::text, shorter.indexrelid::regclass::text, longer.indexrelid::regclass::text
FROM pg_index shorter JOIN pg_index longer ON longer.indrelid = shorter.indrelid AND longer.indexrelid <> shorter.indexrelid
WHERE NOT shorter.indisunique AND shorter.indpred IS NULL AND longer.indpred IS NULL AND shorter.indexprs IS NULL
    AND longer.indkey::text || ' ' LIKE shorter.indkey::text || ' %' AND shorter.indclass[0] = longer.indclass[0]
    AND shorter.indrelid::regclass::text ~ '^(accounts|appeals|notifications)_'
"""


@pytest.mark.django_db
def test_no_index_only_repeats_how_another_begins():
    with connection.cursor() as cursor:
        cursor.execute(REPEATED)

        assert cursor.fetchall() == []
