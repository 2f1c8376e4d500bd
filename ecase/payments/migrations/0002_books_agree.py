from django.db import migrations

# The payment, its one unanswered or paid line, the account that waits to be accepted and the case
# say the same of the money. Asked at the end of a transaction, by triggers of all four.
#
# An approved case's account changes only to one that was accepted by another person.
BOOKS = """
CREATE FUNCTION books_agree(payment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE now_is text; line_is text; case_is text; waits boolean;
BEGIN
    SELECT p.status, COALESCE(l.result, ''), c.status, EXISTS (
        SELECT FROM payments_accountchange a WHERE a.payment_id = p.id AND a.decision = 'OPEN'
    )
    INTO now_is, line_is, case_is, waits
    FROM payments_payment p
    JOIN cases_case c ON c.id = p.case_id
    LEFT JOIN payments_line l ON l.payment_id = p.id AND l.result IN ('PENDING', 'PAID')
    WHERE p.id = payment;
    IF (now_is, line_is, case_is, waits) NOT IN (
        ('DUE', '', 'APPROVED', false),
        ('HELD', '', 'APPROVED', true),
        ('IN_FILE', 'PENDING', 'APPROVED', false),
        ('RETURNED', '', 'APPROVED', false),
        ('PAID', 'PAID', 'PAID', false),
        ('FAILED', '', 'PAYMENT_FAILED', false)
    ) THEN
        RAISE EXCEPTION 'payment % is %, its line is %, its case %, and an account waits: %',
            payment, now_is, line_is, case_is, waits;
    END IF;
END $$;

CREATE FUNCTION case_agrees_with_its_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its bigint;
BEGIN
    SELECT id INTO its FROM payments_payment WHERE case_id = NEW.id;
    IF its IS NULL THEN
        RAISE EXCEPTION 'case % is granted and has no payment', NEW.number;
    END IF;
    PERFORM books_agree(its);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_agrees_with_its_payment
AFTER UPDATE OF status ON cases_case DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.status IN ('APPROVED', 'PAID', 'PAYMENT_FAILED'))
EXECUTE FUNCTION case_agrees_with_its_payment();

CREATE FUNCTION case_account_is_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_accountchange
        WHERE account_id = NEW.bank_account_id AND before_id = OLD.bank_account_id
          AND decision = 'ACCEPTED'
    ) THEN
        RAISE EXCEPTION 'the account of case % was accepted by nobody', NEW.number;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_account_is_accepted
BEFORE UPDATE OF bank_account_id ON cases_case
FOR EACH ROW WHEN (OLD.status = 'APPROVED' AND OLD.bank_account_id <> NEW.bank_account_id)
EXECUTE FUNCTION case_account_is_accepted();
"""
NO_BOOKS = """
DROP TRIGGER case_account_is_accepted ON cases_case;
DROP FUNCTION case_account_is_accepted();
DROP TRIGGER case_agrees_with_its_payment ON cases_case;
DROP FUNCTION case_agrees_with_its_payment();
DROP FUNCTION books_agree(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("cases", "0004_two_persons")]
    operations = [migrations.RunSQL(BOOKS, NO_BOOKS)]
