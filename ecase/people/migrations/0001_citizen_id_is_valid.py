from django.db import migrations

CREATE = r"""
CREATE FUNCTION citizen_id_is_valid(id text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN id ~ '\A[0-9]{13}\Z' THEN
    (11 - (SELECT sum(substr(id, i, 1)::int * (14 - i)) FROM generate_series(1, 12) AS i) % 11) % 10
      = substr(id, 13, 1)::int
  ELSE false END
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION citizen_id_is_valid(text)")]
