#!/usr/bin/python3
"""Four readers over the same mails: Python's email, stalwart's mail-parser, GMime, leaksift.

    python3 bench/readers/compare.py FOLDER [--stalwart PROGRAM] [--list N]

Says what leaksift lost: addresses, attached files (by SHA-256) and words of text that two of the other readers agree on and leaksift does not have, with the bytes
around them. FOLDER is searched for files that are one mail each. Needs `npm run build`; GMime is `apt install python3-gi gir1.2-gmime-3.0`, stalwart's reader is
built with `cargo build --release` in bench/readers/stalwart. A reader that is not there is left out and said to be.
"""

import collections
import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r"[^\W_]{3,40}")
# Mail by its first bytes: a header line, and soon one that only mail has
MAIL = re.compile(rb"^(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?(?:From|Received|Message-ID|Subject|Date|To):", re.I)


def mails_in(folder):
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                head = file.read(8192).replace(b"\r\n", b"\n")
            if not head.startswith(b"From ") and MAIL.match(head):
                yield path


def decoded(value):
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except Exception:  # an unknown charset or broken word: as it is written
        return value


def by_python(paths):
    for path in paths:
        try:
            yield read_by_python(path)
        except Exception as mistake:  # getaddresses recurses once a comma, some charsets have no name: the reader's own limits
            print(f"python gives up on {path}: {type(mistake).__name__}")
            yield {}


def read_by_python(path):
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.compat32)
    fields = [str(v) for k in ("from", "sender", "to", "cc", "bcc") for v in mail.get_all(k, [])]
    text, files = [], []
    for part in mail.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True) or b""
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            charset = part.get_content_charset() or "utf-8"
            try:
                text.append(payload.decode(charset, "replace"))
            except LookupError:
                text.append(payload.decode("latin-1"))
        elif payload and part.get_content_maintype() != "message":  # a report is text to leaksift
            files.append(hashlib.sha256(payload).hexdigest())
    return {
        "addresses": [a for _, a in email.utils.getaddresses(fields) if "@" in a],
        "subject": decoded(str(mail.get("subject", ""))),
        "text": "\n".join(text),
        "files": files,
    }


def by_gmime(paths):
    import gi

    gi.require_version("GMime", "3.0")
    from gi.repository import GMime

    GMime.init()

    def people(group, into, depth=0):
        for i in range(group.length() if group else 0):
            one = group.get_address(i)
            if isinstance(one, GMime.InternetAddressMailbox):
                into.append(one.get_addr() or "")
            elif isinstance(one, GMime.InternetAddressGroup) and depth < 50:
                people(one.get_members(), into, depth + 1)

    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        stream = GMime.StreamMem.new_with_buffer(data)
        mail = GMime.Parser.new_with_stream(stream).construct_message(None)
        found = {"addresses": [], "subject": "", "text": [], "files": []}
        if mail is not None:
            for kind in (GMime.AddressType.FROM, GMime.AddressType.SENDER, GMime.AddressType.TO, GMime.AddressType.CC, GMime.AddressType.BCC):
                people(mail.get_addresses(kind), found["addresses"])
            found["subject"] = mail.get_subject() or ""
            try:
                gmime_parts(GMime, mail.get_mime_part(), found, 0)
            except UnicodeDecodeError:  # GMime hands text on that is not UTF-8, which its binding refuses
                print(f"gmime gives up on {path}: not UTF-8")
        found["text"] = "\n".join(found["text"])
        yield found


def gmime_parts(GMime, part, found, depth):
    if isinstance(part, GMime.Multipart) and depth < 30:
        for i in range(part.get_count()):
            gmime_parts(GMime, part.get_part(i), found, depth + 1)
    elif isinstance(part, GMime.TextPart) and not part.is_attachment():
        found["text"].append(part.get_text() or "")
    elif isinstance(part, GMime.Part):
        out = GMime.StreamMem.new()
        content = part.get_content()
        if content is not None:
            content.write_to_stream(out)
            data = bytes(out.get_byte_array() or b"")
            if data and not part.get_content_type().is_type("message", "*"):
                found["files"].append(hashlib.sha256(data).hexdigest())


def by_program(command, paths):
    done = subprocess.run(command, input="\n".join(paths) + "\n", capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    for line in done.stdout.rstrip("\n").split("\n"):
        yield json.loads(line)


def words(text):
    bare = re.sub(r"(?is)<(style|script)\b.*?</\1\s*>", " ", text or "")
    bare = re.sub(r"<[^<>]{1,2000}>|&#?\w{1,8};|https?://\S+", " ", bare)
    return {word.lower() for word in WORD.findall(bare) if not word.isdigit()}


def sets(reading):
    people = {a.lower().strip("<> ") for a in reading.get("addresses", []) if a and "@" in a}
    return {
        "address": people,
        "file": set(reading.get("files", [])),
        "word": words(reading.get("text")) | words(reading.get("subject")),
    }


def around(path, what):
    with open(path, "rb") as file:
        data = file.read()
    at = data.lower().find(what.encode("utf-8", "replace"))
    return "not in the bytes as they are" if at < 0 else f"byte {at}: {data[max(0, at - 30):at + 40]!r}"


def main():
    folder = sys.argv[1]
    option = lambda name, otherwise: sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise
    stalwart = option("--stalwart", os.path.join(HERE, "stalwart/target/release/read-mails"))
    listed = int(option("--list", "40"))
    paths = list(mails_in(folder))
    readers = {"python": list(by_python(paths))}
    try:
        readers["gmime"] = list(by_gmime(paths))
    except (ImportError, ValueError) as missing:
        print(f"GMime is left out: {missing}")
    if os.path.exists(stalwart):
        readers["stalwart"] = list(by_program([stalwart], paths))
    else:
        print("stalwart is left out: it is not built")
    ours = list(by_program(["node", os.path.join(HERE, "ours.js")], paths))
    print(f"{len(paths)} mails; readers: {', '.join(readers)}, leaksift")
    lost = collections.Counter()
    agreed = collections.Counter()
    alone = collections.Counter()
    rows = []
    for i, path in enumerate(paths):
        own = sets(ours[i])
        own["word"] |= words(ours[i].get("fileText"))
        joined = ours[i].get("text", "") + ours[i].get("fileText", "") + ours[i].get("subject", "")
        others = [sets(reading[i]) for reading in readers.values()]
        for kind in ("address", "file", "word"):
            votes = collections.Counter(x for other in others for x in other[kind])
            both = {x for x, n in votes.items() if n >= 2}
            agreed[kind] += len(both)
            alone[kind] += len(own[kind] - set(votes))
            missing = {x for x in both - own[kind] if kind != "word" or x not in joined.lower()}
            lost[kind] += len(missing)
            if missing:
                rows.append((path[len(folder) + 1:], kind, sorted(missing)))
    for kind in ("address", "file", "word"):
        print(f"{kind}: two others agree on {agreed[kind]}, leaksift lacks {lost[kind]}; it alone has {alone[kind]}")
    for name, kind, missing in rows[:listed]:
        path = os.path.join(folder, name)
        print(f"{name}: {kind} {', '.join(missing[:6])}{' …' if len(missing) > 6 else ''} ({len(missing)})\n    {around(path, missing[0])}")
    if len(rows) > listed:
        print(f"{len(rows) - listed} more mails")


main()
