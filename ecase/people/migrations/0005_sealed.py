import ecase.core.sealed_fields
from django.db import migrations, models

from ecase.core.sealed_rows import open_again, seal_first
from ecase.core.sealed_fields import digest_fields


def seal(apps, schema_editor):
    person = apps.get_model("people", "Person")
    seal_first(person, digest_fields(person))


def unseal(apps, schema_editor):
    open_again(apps.get_model("people", "Person"))


class Migration(migrations.Migration):
    dependencies = [("people", "0004_kept_so_long")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_citizen_id_is_valid"),
        migrations.AlterField(
            model_name="person",
            name="citizen_id",
            field=models.CharField(max_length=13, verbose_name="หมายเลขบัตรประจำตัวประชาชน"),
        ),
        migrations.AddField(
            model_name="person",
            name="citizen_id_digest",
            field=ecase.core.sealed_fields.DigestField(
                default="", editable=False, max_length=64, of="citizen_id", use="citizen id"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "ALTER TABLE people_person ALTER citizen_id TYPE bytea"
            " USING convert_to(citizen_id, 'UTF8')",
            "ALTER TABLE people_person ALTER citizen_id TYPE varchar(13)"
            " USING convert_from(citizen_id, 'UTF8')",
            state_operations=[
                migrations.AlterField(
                    model_name="person",
                    name="citizen_id",
                    field=ecase.core.sealed_fields.SealedField(
                        found_by="citizen_id_digest", verbose_name="หมายเลขบัตรประจำตัวประชาชน"
                    ),
                )
            ],
        ),
        migrations.RunPython(seal, unseal),
        migrations.AlterField(
            model_name="person",
            name="citizen_id_digest",
            field=ecase.core.sealed_fields.DigestField(
                editable=False, max_length=64, of="citizen_id", unique=True, use="citizen id"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsSealed(
                    models.F("citizen_id"), least=13, most=13
                ),
                name="person_citizen_id_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsDigest(models.F("citizen_id_digest")),
                name="person_citizen_id_has_digest",
            ),
        ),
    ]
