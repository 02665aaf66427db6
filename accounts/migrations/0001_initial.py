"""The people tables, on top of the one clock that their defaults ask."""

from pathlib import Path

import accounts.instants
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL((SQL / "redress_now.sql").read_text(), "DROP FUNCTION redress_now()"),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('secret_sha256', models.CharField(max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('created_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=150, unique=True)),
                ('display_name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('kind', models.CharField(choices=[('human', 'Person'), ('service', 'Software')], default='human', max_length=8)),
                ('staff_id', models.CharField(blank=True, help_text='The id the identity provider gives.', max_length=128, null=True, unique=True)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('away_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
            ],
            options={
                'indexes': [models.Index(fields=['is_active', 'display_name'], name='user_active_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=128, unique=True)),
                ('kind', models.CharField(choices=[('freelancer', 'Freelancer'), ('client', 'Client'), ('agency', 'Agency')], max_length=12)),
                ('display_name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('email_changed_at', models.DateTimeField(blank=True, null=True)),
                ('previous_email', models.EmailField(blank=True, max_length=254, null=True)),
                ('language', models.CharField(default='en', max_length=35)),
                ('time_zone', models.CharField(blank=True, max_length=64, null=True)),
                ('country', models.CharField(blank=True, max_length=2, null=True)),
                ('subdivision', models.CharField(blank=True, max_length=6, null=True)),
                ('regime_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), blank=True, default=list, size=None)),
                ('registered_on', models.DateField(blank=True, null=True)),
                ('body_sha256', models.CharField(default='', help_text='Fingerprint of the last PUT body.', max_length=64)),
                ('created_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
                ('updated_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='account_by_email')],
            },
        ),
        migrations.CreateModel(
            name='SignInCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pointer', models.CharField(max_length=43, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('code_hash', models.CharField(max_length=64)),
                ('case_id', models.BigIntegerField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), models.OrderBy(models.F('created_at'), descending=True), name='code_latest_by_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='code_at_most_five_tries')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=128)),
                ('display_name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='en', max_length=35)),
                ('role', models.CharField(default='member', max_length=32)),
                ('may_appeal', models.BooleanField(default=False)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='accounts.account')),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='member_by_email')],
                'constraints': [models.UniqueConstraint(fields=('account', 'external_id'), name='member_once_per_account')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=64)),
                ('passed_on', models.DateField()),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='accounts.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'kind', 'passed_on'), name='proof_once_per_day'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('passed_on')), _connector='OR'), name='proof_expires_after_it_passed')],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField(blank=True, null=True)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='en', max_length=35)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
                ('invited_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='accounts.account')),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='representative_by_email')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('intake', 'intake'), ('reviewer', 'reviewer'), ('senior', 'senior'), ('policy_admin', 'policy_admin'), ('auditor', 'auditor'), ('key_admin', 'key_admin')], max_length=16)),
                ('gives', models.BooleanField(default=True)),
                ('granted_at', models.DateTimeField(db_default=accounts.instants.RedressNow())),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants_made', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'role', '-id'], name='grant_latest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('user')), _negated=True), _connector='OR'), name='grant_not_to_oneself')],
            },
        ),
    ]
