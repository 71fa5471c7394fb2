"""What never comes in: credit-like and protected columns by name and by what stands in them, numbers inside words.

There is no field for a score, a report, an income or a lender, so nothing could hold them; saying which columns were
dropped is for the person who exported them. Words stay, but a social security or card number in them is cut out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from gametape.common.private_words import scan
from gametape.connectors.csv.names import plain_name

CREDIT = "credit and money matters of a buyer are not kept here"
PROTECTED = "nothing about who a person is (age, sex, origin, belief, health, family) is kept here"
NUMBERS = "identity, card and bank numbers are not kept here"

_BY_NAME: tuple[tuple[str, str], ...] = (
    (
        NUMBERS,
        r"\bssn\b|\bsocial sec|\bsocial insurance|\bsin number|\btax ?id|\btaxpayer|\bnational id|\bpassport|\bdriv\w* licen[sc]e|\bdriver s lic|"
        r"\bdl (?:no|number|state|exp\w*)\b|\blicen[sc]e (?:no|number|state|exp\w*)\b|\b(?:credit|debit) card|\bcard (?:no|number|num|exp\w*)\b|\bcc (?:no|number|num|exp)\b|\bcvv\b|\bcvc\b|"
        r"\biban\b|\bswift\b|\bbic\b|\brouting (?:no|number|num)?\b|\bbank account|\bkonto ?nummer|\bdni\b|\bnif\b|\bnss\b|\bausweis|\bfuhrerschein|\bpasaporte|\bpermis de conduire|"
        r"\bnumero de securite sociale|\bsozialversicherung|\bcarnet de conducir",
    ),
    (
        CREDIT,
        r"\bcredit\b(?! (?:note|hours))|\bfico\b|\bbeacon\b|\bequifax\b|\bexperian\b|\btrans ?union\b|\bvantage ?score|\bbureau\b|\bincome\b|\bsalary\b|\bwages?\b|"
        r"\blenders?\b|\bbanks?\b|\bbank name|\bapprov(?:al|ed)\b|\bfinanc(?:e|ed|ing) (?:status|company|source|approv\w*|declin\w*|bank|by)\b|\bfinance co\b|\bloans?\b|\bmortgage|"
        r"\bbankrupt\w*|\brepo(?:ssession)?s?\b|\bcollections?\b|\bdti\b|\bdebts?\b|\bltv\b|\bpay ?off\b|\bnegative equity|\bemployer\b|\bemployment|\bemployed\b|\bnet worth|\bdefault\b|"
        r"\bunderwrit|\bstips?\b|\bcosigner|\bco signer|\bhousehold income|\bmonthly (?:rent|mortgage)|\brent\b(?!al)|\bhousing\b|\bbalance\b|"
        r"\bingresos\b|\bsueldo|\bsolvencia|\bsalario|\bprestamo|\bcredito|\bbanco\b|\brevenu\b|\bsalaire|\bemprunt|\bbanque|\bscore de credit|\bpret bancaire|"
        r"\beinkommen|\bgehalt\b|\bbonitat|\bschufa|\bkredit\w*|\bdarlehen|\bhausbank",
    ),
    (
        PROTECTED,
        r"^(?:customer |buyer |lead |client |contact )?age$|\bage (?:group|range|bracket)\b|\bdob\b|\bdate of birth|\bbirth ?da(?:y|te)|\bborn\b|\bgender\b|^(?:customer |buyer )?sex$|\bsexual|"
        r"\brace\b|\bethnic|\breligio|\bnationalit|\bcitizenship|\bimmigration|\bmarital|\bmarried|\bspouse (?:dob|ssn|income)|\bdisabilit|\bhealth\b|\bmedical|\bdiagnos|\bpregnan|\bveteran|"
        r"\bpolitical|\bunion member|\bgenetic|\bnumber of children|\bdependents\b|"
        r"\bfecha de nacimiento|\bedad\b|\bgenero\b|\bsexo\b|\braza\b|\bnacionalidad|\bestado civil|\bsalud\b|"
        r"\bdate de naissance|\bsexe\b|\bsituation familiale|\bnationalite|\bsante\b|\bgeburts\w*|\bgeschlecht|\bfamilienstand|\bstaatsangehorigkeit|\bkonfession|\bgesundheit|\balter\b",
    ),
)
_NOT = re.compile(
    r"\b(?:loaner|age in days|age tier|deal age|approval to contact|sex on|credit to|sales credit|lead credit|owner credit|case race)\b"
)

_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\d-])")
_CARD = re.compile(r"(?<![\d+])(?:\d[ -]?){12,18}\d(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_MAY_HOLD = re.compile(r"\d[\d -]{7,}\d|[A-Z]{2}\d{2}[ \dA-Z]{11}")
_SCORE_NAME = re.compile(r"\b(?:score|rating|tier)\b")


def dropped(name: str, values: Iterable[str] = ()) -> str:
    """Why a column is dropped, '' where it may come in. `values` are some of its filled cells."""
    plain = plain_name(name)
    if not _NOT.search(plain):
        for why, pattern in _BY_NAME:
            if re.search(pattern, plain):
                return why
    return _by_values(plain, [value.strip() for value in values][:400])


def _by_values(plain: str, values: list[str]) -> str:
    if len(values) < 3:
        return ""
    if _share(values, _SSN.fullmatch) > 0.3 or _share(values, is_card) > 0.3 or _share(values, _is_iban) > 0.3:
        return NUMBERS
    if _SCORE_NAME.search(plain) and _share(values, _is_credit_score) > 0.9 and len(set(values)) > 2:
        return CREDIT
    return ""


def _share(values: list[str], test: Callable[[str], object]) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _is_credit_score(value: str) -> bool:
    return value.isdigit() and len(value) == 3 and 300 <= int(value) <= 850


def is_card(text: str) -> bool:
    """13 to 19 digits that pass the check sum of payment cards (Luhn) and begin like one (2 to 6)."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) == 1:
        return False
    if re.search(r"[^\d -]", text.strip()):
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    """ISO 13616: the four first characters go to the end, letters become numbers, the rest modulo 97 is 1."""
    plain = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def redact(words: str) -> tuple[str, int]:
    """`words` without social security, card and bank numbers, and how many were cut out."""
    if not _MAY_HOLD.search(words):
        return words, 0
    cut = 0

    def replace(kind: str, test: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
        def one(match: re.Match[str]) -> str:
            nonlocal cut
            if not test(match[0]):
                return match[0]
            cut += 1
            return f"[{kind} removed]"

        return one

    words = _IBAN.sub(replace("bank number", _is_iban), words)
    words = _CARD.sub(replace("card number", is_card), words)
    words = _SSN.sub(replace("social security number", lambda _: True), words)
    return words, cut


_PRIVATE = re.compile(
    r"\b(?:credit|fico|beacon|bankruptcy|bankrupt|repo|bureau|lender|underwrit\w*|"
    r"(?:not|wasn t|couldn t get|could not get|didn t get) (?:approved|financed|a loan)|(?:bank|loan|financing|finance|lender) (?:declin\w*|denied|refus\w*|turn\w*|reject\w*|fell)|"
    r"(?:declin\w*|denied|turned down|rejected) (?:by|for) (?:the )?(?:bank|lender|credit|loan|financ\w*)|(?:un|dis)approved|turn ?down|upside down|negative equity|"
    r"ill|illness|sick|cancer|surgery|hospital\w*|medical|health|died|death|passed away|funeral|divorc\w*|separat(?:ed|ion)|pregnan\w*|laid off|lost (?:his|her|their) job|job loss|unemploy\w*|"
    r"(?:no|lack of|unable to|couldn t|could not|can t|cannot|not|proof of|insufficient|verify) (?:get )?(?:financ\w*|income|loan|co ?signer)|^financ(?:ing|e)$|did(?: not|n t)? qualify|didn t qualify|unqualified|"
    r"repossess\w*|chapter (?:7|13)|score (?:too )?low|low score|too much debt|\bdti\b|^bk$|bank said no|lost job|co ?signer|finanzierung (?:abgelehnt|geplatzt)|financement refuse|refus de (?:pret|credit)|"
    r"bonitat|schufa|kredit\w*|credito|prestamo|pret refuse|krank\w*|scheidung|enfermedad|divorcio|maladie|deces)\b"
)


EMPTIED = "spoke of somebody's credit, health, money or family and was left empty; the deal came in"


def is_private_reason(words: str) -> bool:
    """Whether a recorded reason speaks of credit, health, family or lost income, which stand behind the one mask."""
    return bool(_PRIVATE.search(plain_name(words.replace("_", " ")))) or any(
        span.kind != "number" for span in scan(words)
    )
