from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ecase.core.sealed_fields
from ecase.core.sealed_fields import digest_fields
from ecase.core.sealed_rows import as_owner, open_again, seal_first

OF_WHAT_IS_SEALED = Path(__file__).with_name("0003_removal_of_what_is_sealed.sql")
OF_BEFORE = Path(__file__).with_name("0001_removal.sql")
FIXED = (
    *("office_id", "citizen_id", "asked_by", "asker", "identity", "proof"),
    *("received_on", "taken_by_id", "taken_at"),
)
COLUMNS = ", ".join(f'"{name}"' for name in FIXED)


def seal(apps, schema_editor):
    model = apps.get_model("privacy", "DataRequest")
    with as_owner(model):
        seal_first(model, digest_fields(model))


def unseal(apps, schema_editor):
    model = apps.get_model("privacy", "DataRequest")
    with as_owner(model):
        open_again(model)


def back():
    """The functions as they were, of the file that made them."""
    before = OF_BEFORE.read_text().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return (
        "DROP FUNCTION remove_personal_data(bigint, bigint, jsonb, jsonb, bytea);"
        "DROP FUNCTION finish_retention(bigint, bytea, text);" + before
    )


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_removing_alone"),
        ("people", "0005_sealed"),
        ("cases", "0014_sealed"),
        ("payments", "0011_sealed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="datarequest", name="data_request_citizen_id_is_valid"
        ),
        migrations.RemoveConstraint(model_name="datarequest", name="one_open_data_request"),
        pgtrigger.migrations.RemoveTrigger(model_name="datarequest", name="asked_for_ever"),
        migrations.AddField(
            model_name="datarequest",
            name="citizen_id_digest",
            field=ecase.core.sealed_fields.DigestField(
                default="", editable=False, max_length=64, of="citizen_id", use="citizen id"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "ALTER TABLE privacy_datarequest ALTER citizen_id TYPE bytea"
            " USING convert_to(citizen_id, 'UTF8')",
            "ALTER TABLE privacy_datarequest ALTER citizen_id TYPE varchar(13)"
            " USING convert_from(citizen_id, 'UTF8')",
            state_operations=[
                migrations.AlterField(
                    model_name="datarequest",
                    name="citizen_id",
                    field=ecase.core.sealed_fields.SealedField(
                        found_by="citizen_id_digest", verbose_name="หมายเลขบัตรประจำตัวประชาชน"
                    ),
                )
            ],
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsSealed(
                    models.F("citizen_id"), least=13, most=13
                ),
                name="data_request_citizen_id_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsDigest(models.F("citizen_id_digest")),
                name="data_request_citizen_id_has_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")),
                fields=("citizen_id_digest", "office"),
                name="one_open_data_request",
                nulls_distinct=False,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datarequest",
            trigger=pgtrigger.compiler.Trigger(
                name="asked_for_ever",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update of"
                    f" {COLUMNS} rows from % table', TG_TABLE_NAME;",
                    hash="034305eaa5adfdfc666e1b0ceaa097f8dceabe68",
                    operation=f"UPDATE OF {COLUMNS}",
                    pgid="pgtrigger_asked_for_ever_f6c13",
                    table="privacy_datarequest",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(OF_WHAT_IS_SEALED.read_text(), back()),
    ]
