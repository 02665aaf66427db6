from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_scopes_and_second_signatures")]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="source",
            field=models.CharField(blank=True, help_text="The document it was seen in, by its public id.", max_length=20),
        ),
        migrations.AddField(
            model_name="proof",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, help_text="A later check found that it does not hold.", null=True),
        ),
    ]
