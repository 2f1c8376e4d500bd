import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Which transaction removes just now. Only the owner writes it, so no other can say so of itself:
# the laws stand aside for the setting pgtrigger.ignore, which anybody may set (reporting/walls).
# The functions that remove say so from the next migration on.
REMOVING = "CREATE TABLE privacy_removing (transaction xid8 PRIMARY KEY)"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.RunSQL(REMOVING, "DROP TABLE privacy_removing"),
        pgtrigger.migrations.RemoveTrigger(
            model_name='retentionrun',
            name='finished_once_and_whole',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retentionrun',
            trigger=pgtrigger.compiler.Trigger(name='finished_once_and_whole', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.finished_at IS NOT NULL OR EXISTS (\n                        SELECT FROM retention_due(NEW.years) d\n                        JOIN privacy_retentionitem i ON i.case_id = d.case_id\n                        WHERE i.run_id = NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'run % is not whole, or was finished before', NEW.id;\n                    END IF;\n                    RETURN NEW;\n                ", hash='705659d815bf4eaf8a126d0dbcb56f928b05c2be', operation='UPDATE OF "finished_at"', pgid='pgtrigger_finished_once_and_whole_a2020', table='privacy_retentionrun', when='BEFORE')),
        ),
    ]
