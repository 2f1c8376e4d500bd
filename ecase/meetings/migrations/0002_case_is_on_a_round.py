from django.db import migrations

# A case's round is a meeting of the same office and fiscal year: the key carries the office.
ADD = """
ALTER TABLE cases_case ADD CONSTRAINT case_is_on_a_round
FOREIGN KEY (office_id, fiscal_year_id, round)
REFERENCES meetings_meeting (office_id, fiscal_year_id, number);
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("cases", "0002_initial")]
    operations = [
        migrations.RunSQL(ADD, "ALTER TABLE cases_case DROP CONSTRAINT case_is_on_a_round")
    ]
