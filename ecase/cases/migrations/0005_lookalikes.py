# Who else gave this account, this phone, this birth date: found fast, and phones comparable.

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_two_persons'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='bankaccount',
            index=models.Index(fields=['account_number', 'bank', 'id'], name='account_by_number'),
        ),
        migrations.AddIndex(
            model_name='bankaccount',
            index=models.Index(condition=models.Q(('phone__gt', '')), fields=['phone', 'id'], name='account_by_phone'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=django.contrib.postgres.indexes.GistIndex(models.F('birth_date'), django.contrib.postgres.indexes.OpClass(models.F('full_name'), name='gist_trgm_ops'), name='case_born_and_named'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.CheckConstraint(condition=models.Q(('phone', ''), ('phone__regex', '\\A0[0-9]{8,9}\\Z'), _connector='OR'), name='account_phone_is_digits'),
        ),
    ]
