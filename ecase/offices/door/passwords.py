"""Which passwords are refused (รหัสผ่านที่เดาง่าย). No rule asks for capitals or signs."""

import hashlib
import logging
import re
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from ecase import offices
from ecase.core.reference_data import rows
from ecase.offices.models import LONGEST_PASSWORD, normalised

logger = logging.getLogger(__name__)

LEAST_SCORE = 3  # of 0-4: some 10^8 guesses
LOOKED_AT = 72  # characters; zxcvbn is slow on longer ones, and they are good by then
LEFT = 8  # letters of one's own beside the words of the house
OF_THE_HOUSE = (
    *("ecase", "e-case", "bangkok", "กรุงเทพมหานคร", "กรุงเทพ", "กทม", "bma", "สำนักงานเขต", "เขต"),
    *("สวัสดิการ", "สงเคราะห์", "สงเคราะห", "พัฒนาสังคม", "พัฒนาชุมชน", "ฝ่าย", "รหัสผ่าน", "หัวหน้า"),
    *("password", "passw0rd", "welfare", "admin", "district", "office", "officer", "เจ้าหน้าที่"),
)


def words_of(officer: Any) -> list[str]:
    """What anybody guesses first: of the house, of every district, of the officer."""
    words = list(OF_THE_HOUSE)
    for office in rows(offices.__file__ or "", "offices.csv"):
        words += [office["name_th"], office["name_en"], office["name_en"].replace(" ", "")]
    for name in ("username", "first_name", "last_name", "phone"):
        words.append(getattr(officer, name, "") or "")
    words.append((getattr(officer, "email", "") or "").partition("@")[0])
    return sorted({word.casefold() for word in words if len(word) > 2}, key=len, reverse=True)


class HardToGuess:
    """Refuses what is breached, made of the house's own words, or guessed in few tries.

    Django asks it wherever a password is set (AUTH_PASSWORD_VALIDATORS).
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with one sentence, or nothing is wrong."""
        password = normalised(password)
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(
                f"ยาวเกินไป ตั้งให้ไม่เกิน {LONGEST_PASSWORD} ตัวอักษร", code="password_too_long"
            )
        words = words_of(user)
        used = self._of_the_house(password, words)
        if used:
            raise ValidationError(
                f"มีคำที่ผู้อื่นเดาได้ คือ {' '.join(used)} และส่วนที่เหลือสั้นเกินไป ตั้งเป็นประโยคที่ไม่เกี่ยวกับงาน",
                code="password_of_the_house",
            )
        looked_at = password[:LOOKED_AT]
        if zxcvbn(looked_at, user_inputs=words)["score"] < LEAST_SCORE:
            raise ValidationError(
                "เดาได้ในไม่กี่ครั้ง มักเป็นคำที่พบบ่อย ตัวอักษรเรียงหรือซ้ำกัน ตั้งเป็นประโยคยาวที่จำได้แทน",
                code="password_guessable",
            )
        if is_breached(password):
            raise ValidationError(
                "รหัสผ่านนี้เคยรั่วไหลจากระบบอื่นแล้ว ตั้งเป็นประโยคอื่นที่ไม่เคยใช้ที่ใด", code="password_breached"
            )

    def get_help_text(self) -> str:
        """For Django; the forms say it themselves."""
        return "ไม่ใช่คำที่เดาได้"

    def _of_the_house(self, password: str, words: list[str]) -> list[str]:
        """The words that make up the password, where too little is left beside them."""
        rest, used = password.casefold(), []
        for word in words:
            if word in rest:
                rest = rest.replace(word, " ")
                used.append(word)
        own = re.sub(r"[\W\d_]", "", rest)
        return used if used and len(own) < LEFT else []


def is_breached(password: str) -> bool:
    """Whether a service knows the password from elsewhere (BREACHED_PASSWORDS_URL); no, where none is set.

    It is asked for all passwords whose hash begins with the same five characters. A service that
    does not answer keeps nobody from a password that is good otherwise.
    """
    if not settings.BREACHED_PASSWORDS_URL:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    url = f"{settings.BREACHED_PASSWORDS_URL}{digest[:5]}"
    asked = urllib.request.Request(url, headers={"Add-Padding": "true"})  # noqa: S310 — a setting
    try:
        with urllib.request.urlopen(asked, timeout=3) as answer:  # noqa: S310
            lines = answer.read(2_000_000).decode("ascii", "replace").splitlines()
    except (OSError, ValueError):
        logger.warning("The service of breached passwords did not answer.")
        return False
    found = dict(line.strip().partition(":")[::2] for line in lines)
    return int(found.get(digest[5:], "0") or 0) > 0
