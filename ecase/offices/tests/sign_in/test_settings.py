"""Settings that would let in the wrong ones, or nobody, stop the product."""

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ECASE_KEYS", ""),
        ("ECASE_KEYS", "2026:short"),
        ("ECASE_DIGEST_KEYS", ""),
        ("SECOND_FACTOR_DUTIES", ["BOSS"]),
        ("IDLE_MINUTES_OF", {"BOSS": 1}),
        ("TRUSTED_PROXIES", ["proxy.example"]),
        ("OIDC_ISSUER", "http://elsewhere.example"),
        ("OIDC_ISSUER", "https://elsewhere.example"),  # without a client
    ],
)
def test_settings_that_would_let_in_the_wrong_or_nobody_stop_the_product(settings, setting, value):
    assert [error for error in run_checks() if error.id.startswith("offices.")] == []
    setattr(settings, setting, value)
    assert [error for error in run_checks() if error.id.startswith("offices.")]
