from pathlib import Path

from django.db import migrations

REMOVAL = Path(__file__).with_name("0001_removal.sql")

# Which transaction removes just now. Only the owner writes it, so no other can say so of itself:
# the laws stand aside for the setting pgtrigger.ignore, which anybody may set (reporting/walls).
REMOVING = "CREATE TABLE privacy_removing (transaction xid8 PRIMARY KEY)"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.RunSQL(REMOVING, "DROP TABLE privacy_removing"),
        migrations.RunSQL(REMOVAL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
