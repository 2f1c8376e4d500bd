from django.db import migrations

# A case is granted while its round is still open, and closing then asks of every granted case of
# the round whether who closes had a hand in it. So nothing slips into a round that is closed.
# Granted again after the bank took the money back, the case stays on its round of then.
OPEN = """
CREATE OR REPLACE FUNCTION case_enters_an_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE round_stage text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.status = 'PAID' THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT stage INTO round_stage FROM meetings_meeting
    WHERE office_id = NEW.office_id AND fiscal_year_id = NEW.fiscal_year_id
      AND number = NEW.round
    FOR SHARE;
    IF round_stage = 'CLOSED' THEN
        RAISE EXCEPTION 'case % enters round %, which is closed', NEW.number, NEW.round;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER case_enters_an_open_round ON cases_case;
CREATE TRIGGER case_enters_an_open_round
BEFORE UPDATE OF status, round ON cases_case
FOR EACH ROW WHEN (NEW.status IN ('IN_MEETING', 'APPROVED'))
EXECUTE FUNCTION case_enters_an_open_round();
CREATE TRIGGER case_begins_in_an_open_round
BEFORE INSERT ON cases_case
FOR EACH ROW EXECUTE FUNCTION case_enters_an_open_round();
"""
AS_BEFORE = """
DROP TRIGGER case_begins_in_an_open_round ON cases_case;
CREATE OR REPLACE FUNCTION case_enters_an_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER case_enters_an_open_round ON cases_case;
CREATE TRIGGER case_enters_an_open_round
BEFORE INSERT OR UPDATE OF status, round ON cases_case
FOR EACH ROW WHEN (NEW.status = 'IN_MEETING')
EXECUTE FUNCTION case_enters_an_open_round();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_closed_by_another_person"),
        ("cases", "0004_two_persons"),
    ]
    operations = [migrations.RunSQL(OPEN, AS_BEFORE)]
