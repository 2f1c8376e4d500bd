from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# Thai dictionaries put a leading vowel behind its consonant, and tone marks decide last.
CREATE = r"""
CREATE FUNCTION thai_sort_key(first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH turned AS (
    SELECT regexp_replace(first_name || ' ' || last_name, '([เแโใไ])([ก-ฮ])', '\2\1', 'g') AS name
  )
  SELECT translate(name, '็่้๊๋์ํ๎', '') || ' ' || name FROM turned
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL(CREATE, "DROP FUNCTION thai_sort_key(text, text)"),
    ]
