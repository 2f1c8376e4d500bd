from django.db import migrations, models

import ecase.core.fields
import ecase.core.sealed_fields
from ecase.core.sealed_fields import digest_fields
from ecase.core.sealed_rows import as_owner, open_again, seal_first

SEALED = ("BankAccount", "Draft")


def seal(apps, schema_editor):
    for name in SEALED:
        model = apps.get_model("cases", name)
        with as_owner(model):
            seal_first(model, digest_fields(model))


def unseal(apps, schema_editor):
    for name in SEALED:
        model = apps.get_model("cases", name)
        with as_owner(model):
            open_again(model)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_kept_so_long"),
        ("people", "0005_sealed"),
        ("offices", "0010_sealed"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="bankaccount", name="account_number_is_digits"),
        migrations.RemoveConstraint(model_name="bankaccount", name="account_phone_is_digits"),
        migrations.RemoveConstraint(model_name="draft", name="draft_citizen_id_is_valid"),
        migrations.RemoveIndex(model_name="bankaccount", name="account_by_phone"),
        migrations.RemoveIndex(model_name="bankaccount", name="account_by_key"),
        migrations.RemoveField(model_name="bankaccount", name="account_key"),
        migrations.AddField(
            model_name="bankaccount",
            name="number_digest",
            field=ecase.core.sealed_fields.DigestField(
                default="", editable=False, max_length=64, of="account_number", use="account number"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="account_key",
            field=ecase.core.sealed_fields.DigestField(
                by=ecase.core.fields.plain_account,
                default="",
                editable=False,
                max_length=64,
                of="account_number",
                use="account",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="phone_digest",
            field=ecase.core.sealed_fields.DigestField(
                blank=True, default="", editable=False, max_length=64, of="phone", use="phone"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draft",
            name="citizen_id_digest",
            field=ecase.core.sealed_fields.DigestField(
                default="", editable=False, max_length=64, of="citizen_id", use="citizen id"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE cases_bankaccount
                ALTER account_number TYPE bytea USING convert_to(account_number, 'UTF8'),
                ALTER email TYPE bytea USING convert_to(email, 'UTF8'),
                ALTER phone TYPE bytea USING convert_to(phone, 'UTF8');
            ALTER TABLE cases_draft
                ALTER citizen_id TYPE bytea USING convert_to(citizen_id, 'UTF8'),
                ALTER typed TYPE bytea USING convert_to(typed::text, 'UTF8');
            """,
            """
            ALTER TABLE cases_bankaccount
                ALTER account_number TYPE varchar(20) USING convert_from(account_number, 'UTF8'),
                ALTER email TYPE varchar(254) USING convert_from(email, 'UTF8'),
                ALTER phone TYPE varchar(20) USING convert_from(phone, 'UTF8');
            ALTER TABLE cases_draft
                ALTER citizen_id TYPE varchar(13) USING convert_from(citizen_id, 'UTF8'),
                ALTER typed TYPE jsonb
                    USING coalesce(nullif(convert_from(typed, 'UTF8'), ''), '{}')::jsonb;
            """,
            state_operations=[
                migrations.AlterField(
                    model_name="bankaccount",
                    name="account_number",
                    field=ecase.core.sealed_fields.SealedField(found_by="number_digest"),
                ),
                migrations.AlterField(
                    model_name="bankaccount",
                    name="email",
                    field=ecase.core.sealed_fields.SealedField(blank=True),
                ),
                migrations.AlterField(
                    model_name="bankaccount",
                    name="phone",
                    field=ecase.core.sealed_fields.SealedField(blank=True, found_by="phone_digest"),
                ),
                migrations.AlterField(
                    model_name="draft",
                    name="citizen_id",
                    field=ecase.core.sealed_fields.SealedField(found_by="citizen_id_digest"),
                ),
                migrations.AlterField(
                    model_name="draft",
                    name="typed",
                    field=ecase.core.sealed_fields.SealedJSONField(default=dict),
                ),
            ],
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name="bankaccount",
            index=models.Index(fields=["account_key", "bank", "id"], name="account_by_key"),
        ),
        migrations.AddIndex(
            model_name="bankaccount",
            index=models.Index(
                condition=models.Q(("phone_digest__gt", "")),
                fields=["phone_digest", "id"],
                name="account_by_phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsSealed(
                        models.F("account_number"), least=6, most=20
                    ),
                    ecase.core.sealed_fields.IsNothing(models.F("account_number")),
                    _connector="OR",
                ),
                name="account_number_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ecase.core.sealed_fields.IsDigest(models.F("number_digest")),
                        ecase.core.sealed_fields.IsDigest(models.F("account_key")),
                    ),
                    models.Q(
                        ecase.core.sealed_fields.IsNothing(models.F("account_number")),
                        ("account_key", ""),
                        ("number_digest", ""),
                    ),
                    _connector="OR",
                ),
                name="account_has_digests",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ecase.core.sealed_fields.IsNothing(models.F("phone")), ("phone_digest", "")
                    ),
                    models.Q(
                        ecase.core.sealed_fields.IsSealed(models.F("phone"), least=9, most=10),
                        ecase.core.sealed_fields.IsDigest(models.F("phone_digest")),
                    ),
                    _connector="OR",
                ),
                name="account_phone_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ecase.core.sealed_fields.IsNothing(models.F("email")),
                    ecase.core.sealed_fields.IsSealed(models.F("email"), least=1, most=1016),
                    _connector="OR",
                ),
                name="account_email_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsSealed(
                    models.F("citizen_id"), least=13, most=13
                ),
                name="draft_citizen_id_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=ecase.core.sealed_fields.IsDigest(models.F("citizen_id_digest")),
                name="draft_citizen_id_has_digest",
            ),
        ),
    ]
