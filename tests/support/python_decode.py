"""Oracle: what Python's email package (policy compat32) reads in messages.

Input, one JSON object a line on stdin: {"id": ANY, "path": FILE, "offset": BYTES, "length": BYTES}; without offset and length
the whole file is one message.

Output, one JSON object a line, in the same order:
{"id": ANY, "text": "body text of all text parts", "subject": "decoded", "dates": ["value of each Date header"],
 "dateSeconds": [seconds since 1970 UTC or null for each], "addresses": ["of From, To and Cc"], "attachments": [{"name": "", "type": "", "sha256": "", "size": 0}]}
"""

import email
import email.header
import email.policy
import email.utils
import hashlib
import html.parser
import json
import sys


class TextOfHtml(html.parser.HTMLParser):
    """Collects text outside scripts and styles; block tags part words, inline tags do not."""

    INLINE = {
        "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "mark", "o:p", "q", "s", "small", "span",
        "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "acronym", "del", "dfn", "kbd", "label", "samp", "bdo",
    }

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.chunks = []
        self.skipped = None

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.skipped = tag
        elif tag not in self.INLINE:
            self.chunks.append(" ")

    def handle_endtag(self, tag):
        if tag == self.skipped:
            self.skipped = None
        elif tag not in self.INLINE:
            self.chunks.append(" ")

    def handle_data(self, data):
        if self.skipped is None:
            self.chunks.append(data)


def text_of_html(source):
    reader = TextOfHtml()
    try:
        reader.feed(source)
        reader.close()
    except Exception:  # html.parser raises on some broken declarations: the oracle then has the words before them
        pass
    return "".join(reader.chunks)


def decoded(payload, charset):
    try:
        return payload.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError, UnicodeError):
        return payload.decode("utf-8", "replace")


def header_text(value):
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except Exception:  # broken encoded words: the oracle has no opinion
        return None


def filename_of(part):
    try:
        return header_text(part.get_filename() or "") or ""
    except Exception:  # broken RFC 2231 parameters
        return ""


def charset_of(part):
    try:
        return part.get_content_charset()
    except Exception:  # broken RFC 2231 parameters
        return None


def payload_of(part):
    try:
        return part.get_payload(decode=True)
    except Exception:  # compat32 raises on some 8-bit payloads of unknown charset
        return None


def addresses_of(message):
    try:
        values = [str(value) for name in ("from", "to", "cc") for value in message.get_all(name, [])]
        return [address for _, address in email.utils.getaddresses(values)]
    except Exception:  # the oracle has no opinion on a header it cannot read
        return []


def seconds_of(value):
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except Exception:  # no date to Python
        return None


def decode_message(raw):
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    texts = []
    attachments = []
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = payload_of(part)
        if payload is None:
            continue
        kind = part.get_content_type()
        attached = "attachment" in str(part.get("content-disposition", "")).lower()
        # a multipart without its boundary is one string to Python
        if kind in ("text/plain", "text/html") and not attached or kind.startswith("multipart/"):
            text = decoded(payload, charset_of(part))
            texts.append(text_of_html(text) if kind == "text/html" else text)
        else:
            attachments.append(
                {
                    "name": filename_of(part),
                    "type": kind,
                    "sha256": hashlib.sha256(payload).hexdigest(),
                    "size": len(payload),
                }
            )
    dates = [str(value) for value in message.get_all("date", [])]
    return {
        "text": "\n".join(texts),
        "subject": header_text(message.get("subject", "")),
        "dates": dates,
        "dateSeconds": [seconds_of(value) for value in dates],
        "addresses": addresses_of(message),
        "attachments": attachments,
    }


def main():
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        request = json.loads(line)
        with open(request["path"], "rb") as file:
            file.seek(request.get("offset", 0))
            raw = file.read(request.get("length", -1))
        try:
            answer = decode_message(raw)
        except RecursionError:
            answer = {"error": "too deep for Python"}
        except Exception as error:  # a mail Python cannot read is a fact for the caller, not a failure of the oracle
            answer = {"error": repr(error)}
        print(json.dumps({"id": request["id"], **answer}))


main()
