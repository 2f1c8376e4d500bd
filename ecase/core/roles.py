"""The roles of the database that the product runs in, and how they are made (no Django in here)."""

APP = "ecase_app"  # an office's: owns nothing, sees the rows of the office that it is told
CITY = "ecase_city"  # the same rights, over the rows of every office
LOOKER = "ecase_history"  # owns the one function that looks up an ID; nobody acts as it
ROLES = (APP, CITY, LOOKER)

# NOINHERIT: who signs in as the first does not see all that the second sees before becoming it.
CREATE_ROLES = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ecase_app') THEN
        CREATE ROLE ecase_app LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ecase_city') THEN
        CREATE ROLE ecase_city NOLOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ecase_history') THEN
        CREATE ROLE ecase_history NOLOGIN NOINHERIT;
    END IF;
    IF NOT pg_has_role('ecase_app', 'ecase_city', 'MEMBER') THEN
        GRANT ecase_city TO ecase_app;
    END IF;
END $$
"""
