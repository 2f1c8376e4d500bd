import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ecase.core.sealed_fields
from ecase.core.sealed_rows import as_owner, open_again, seal_first

SEALED = ("Officer", "HandOver", "LongPaper")


def seal(apps, schema_editor):
    for name in SEALED:
        model = apps.get_model("offices", name)
        with as_owner(model):
            seal_first(model)


def unseal(apps, schema_editor):
    for name in SEALED:
        model = apps.get_model("offices", name)
        with as_owner(model):
            open_again(model)


class Migration(migrations.Migration):
    dependencies = [("offices", "0009_the_door")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="handover", name="sent_for_ever"),
        migrations.RunSQL(
            """
            ALTER TABLE offices_officer
                ALTER email TYPE bytea USING convert_to(email, 'UTF8'),
                ALTER phone TYPE bytea USING convert_to(phone, 'UTF8');
            ALTER TABLE offices_handover
                ALTER email TYPE bytea USING convert_to(email, 'UTF8'),
                ALTER phone TYPE bytea USING convert_to(phone, 'UTF8');
            ALTER TABLE offices_longpaper ALTER told TYPE bytea USING convert_to(told, 'UTF8');
            """,
            """
            ALTER TABLE offices_officer
                ALTER email TYPE varchar(254) USING convert_from(email, 'UTF8'),
                ALTER phone TYPE varchar(20) USING convert_from(phone, 'UTF8');
            ALTER TABLE offices_handover
                ALTER email TYPE varchar(254) USING convert_from(email, 'UTF8'),
                ALTER phone TYPE varchar(20) USING convert_from(phone, 'UTF8');
            ALTER TABLE offices_longpaper ALTER told TYPE text USING convert_from(told, 'UTF8');
            """,
            state_operations=[
                migrations.AlterField(
                    model_name="handover",
                    name="email",
                    field=ecase.core.sealed_fields.SealedField(blank=True),
                ),
                migrations.AlterField(
                    model_name="handover",
                    name="phone",
                    field=ecase.core.sealed_fields.SealedField(),
                ),
                migrations.AlterField(
                    model_name="longpaper",
                    name="pdf",
                    field=ecase.core.sealed_fields.SealedBytesField(null=True),
                ),
                migrations.AlterField(
                    model_name="longpaper",
                    name="told",
                    field=ecase.core.sealed_fields.SealedTextField(),
                ),
                migrations.AlterField(
                    model_name="officer",
                    name="email",
                    field=ecase.core.sealed_fields.SealedField(blank=True, verbose_name="อีเมล"),
                ),
                migrations.AlterField(
                    model_name="officer",
                    name="phone",
                    field=ecase.core.sealed_fields.SealedField(
                        blank=True, verbose_name="หมายเลขโทรศัพท์"
                    ),
                ),
            ],
        ),
        migrations.RunPython(seal, unseal),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(name='sent_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(func='RAISE EXCEPTION \'pgtrigger: Cannot update of "office_id", "title", "first_name", "last_name", "position", "phone", "email", "effective_on", "former_head", "note", "sent_at", "sent_from" rows from % table\', TG_TABLE_NAME;', hash='946469b9323fc2e3039cff74966ec7ea7895b96e', operation='UPDATE OF "office_id", "title", "first_name", "last_name", "position", "phone", "email", "effective_on", "former_head", "note", "sent_at", "sent_from"', pgid='pgtrigger_sent_for_ever_3b102', table='offices_handover', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsNothing(models.F("phone")),
                    ecase.core.sealed_fields.IsSealed(models.F("phone"), least=1, most=80),
                    _connector="OR",
                ),
                name="hand_over_phone_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsNothing(models.F("email")),
                    ecase.core.sealed_fields.IsSealed(models.F("email"), least=1, most=1016),
                    _connector="OR",
                ),
                name="hand_over_email_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsNothing(models.F("phone")),
                    ecase.core.sealed_fields.IsSealed(models.F("phone"), least=1, most=80),
                    _connector="OR",
                ),
                name="officer_phone_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsNothing(models.F("email")),
                    ecase.core.sealed_fields.IsSealed(models.F("email"), least=1, most=1016),
                    _connector="OR",
                ),
                name="officer_email_is_sealed",
            ),
        ),
    ]
