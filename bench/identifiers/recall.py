"""What other programs find in the same texts: python-phonenumbers, schwifty (IBAN), python-stdnum (VAT, cards, ISBN). Reads lines of JSON {text, found: {kind: [value]}} on
stdin, prints for each kind how many of theirs we have, how many of ours they have, and the first that differ. pip install phonenumbers schwifty python-stdnum"""
import json
import re
import sys

import phonenumbers
import schwifty
from stdnum import isbn, luhn
from stdnum.eu import vat

REGION = sys.argv[1] if len(sys.argv) > 1 else "US"


def phones(text):
    for match in phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.VALID):
        yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), match.raw_string


def ibans(text):
    for match in re.finditer(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}\b", text):
        compact = match.group().replace(" ", "")
        for length in range(15, 35):
            try:
                yield str(schwifty.IBAN(compact[:length])), match.group()
                break
            except Exception:
                continue


def vats(text):
    for match in re.finditer(r"\b(?:VAT|USt|Ust|TVA|MwSt|Umsatz)[^\n]{0,50}?\b([A-Z]{2}[ .]?\d[\d .]{6,14}\d)", text):
        compact = re.sub(r"[ .-]", "", match.group(1))
        if vat.is_valid(compact):
            yield compact, match.group()


def isbns(text):
    for match in re.finditer(r"ISBN(?:-1[03])?[ :]{0,3}([0-9][0-9 -]{8,16}[0-9Xx])", text):
        if isbn.is_valid(match.group(1)):
            yield isbn.to_isbn13(match.group(1)).replace("-", ""), match.group()


def cards(text):
    for match in re.finditer(r"(?<![\w.+/-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|3[47]\d{2}[ -]\d{6}[ -]\d{5})(?![\w-])", text):
        digits = re.sub(r"\D", "", match.group())
        if luhn.is_valid(digits) and digits[0] in "3456" and len(set(digits)) > 1:
            yield digits, match.group()


FINDERS = {"phone": phones, "iban": ibans, "vat": vats, "isbn": isbns, "card": cards}
figures = {kind: {"theirs": 0, "common": 0, "ours": 0, "missed": [], "extra": []} for kind in FINDERS}
for line in sys.stdin:
    document = json.loads(line)
    text = document["text"]
    for kind, finder in FINDERS.items():
        try:
            theirs = dict(finder(text))
        except Exception as error:  # a text that the other program cannot read says nothing of ours
            print(f"{kind}: {error!r}", file=sys.stderr)
            continue
        ours = set(document["found"].get(kind, []))
        row = figures[kind]
        row["theirs"] += len(theirs)
        row["ours"] += len(ours)
        row["common"] += len(ours & set(theirs))
        row["missed"] += [f"{value} {raw!r}" for value, raw in theirs.items() if value not in ours]
        row["extra"] += [value for value in ours if value not in theirs]
for kind, row in figures.items():
    print(f"{kind}: theirs {row['theirs']}, of these ours {row['common']}; ours {row['ours']}")
    for name in ("missed", "extra"):
        for each in row[name][: int(sys.argv[2]) if len(sys.argv) > 2 else 10]:
            print(f"   {name}: {each}")
