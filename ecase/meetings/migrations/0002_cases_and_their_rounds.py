from django.db import migrations

# What ties a case to its meeting; cases knows no meetings, so it is laid down here.
#
# A case's round is a meeting of the same office and fiscal year: the key carries the office.
# A case that is in the meeting is on a round that is still open; what closing approves is all of
# it. The lock makes a case that is just coming in and a round that is just closing wait for one
# another.
TIE = """
ALTER TABLE cases_case ADD CONSTRAINT case_is_on_a_round
FOREIGN KEY (office_id, fiscal_year_id, round)
REFERENCES meetings_meeting (office_id, fiscal_year_id, number);

CREATE FUNCTION case_enters_an_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE round_stage text;
BEGIN
    SELECT stage INTO round_stage FROM meetings_meeting
    WHERE office_id = NEW.office_id AND fiscal_year_id = NEW.fiscal_year_id
      AND number = NEW.round
    FOR SHARE;
    IF round_stage = 'CLOSED' THEN
        RAISE EXCEPTION 'case % enters round %, which is closed', NEW.number, NEW.round;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_enters_an_open_round
BEFORE INSERT OR UPDATE OF status, round ON cases_case
FOR EACH ROW WHEN (NEW.status = 'IN_MEETING')
EXECUTE FUNCTION case_enters_an_open_round();
"""
UNTIE = """
DROP TRIGGER case_enters_an_open_round ON cases_case;
DROP FUNCTION case_enters_an_open_round();
ALTER TABLE cases_case DROP CONSTRAINT case_is_on_a_round;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("cases", "0002_initial")]
    operations = [migrations.RunSQL(TIE, UNTIE)]
