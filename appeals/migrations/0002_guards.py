"""The rules the database itself holds: the timeline, then the guards I1-I10, one file each."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
FILES = ["timeline.sql", "feed.sql", *sorted(path.name for path in SQL.glob("guard_*.sql"))]


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial"), ("accounts", "0003_scopes_and_second_signatures")]

    operations = [migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop) for name in FILES]
