# A case that is paid, failed or disqualified is over: nothing of it changes any more.

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='over_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IN (\'DISQUALIFIED\', \'PAID\', \'PAYMENT_FAILED\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a34cfa21f2286fdaf9c9421727b841208df31999', operation='UPDATE', pgid='pgtrigger_over_for_ever_bdb7a', table='cases_case', when='BEFORE')),
        ),
    ]
