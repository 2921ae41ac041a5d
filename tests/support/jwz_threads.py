"""Reads a folder of message files; prints, as JSON, Message-ID -> parent Message-ID (or null), by the JWZ algorithm without its subject step.

Written from jwz.org/doc/threading.html, apart from the project's own code, so that the two can be compared. Duplicate Message-IDs: first file wins.
"""
import email.parser
import email.policy
import json
import os
import re
import sys

IDS = re.compile(r"<([^<>\s]+)>")


def ids(value):
    return IDS.findall(value or "")


def main(folder):
    messages = {}
    for name in sorted(os.listdir(folder)):
        if name.startswith("."):  # notmuch keeps its own folder there
            continue
        with open(os.path.join(folder, name), "rb") as file:
            head = file.read(200_000).replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
        message = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(head + b"\n\n")
        own = ids(str(message.get("Message-ID", "")))
        if not own or own[0] in messages:
            continue
        references = ids(str(message.get("References", "")))
        answered = ids(str(message.get("In-Reply-To", "")))
        if answered:
            # "If both headers exist, take the first thing in the In-Reply-To header that looks like a Message-ID, and append it to the References."
            references.append(answered[0])
        messages[own[0]] = references
    parent = {}

    def ancestors(node):
        seen = set()
        while node is not None and node not in seen:
            seen.add(node)
            node = parent.get(node)
        return seen

    # What a message says of itself is definitive; the chain joins only ids that nobody has.
    for own, references in messages.items():
        for reference in reversed(references):
            if reference != own and own not in ancestors(reference):
                parent[own] = reference
                break
    for own, references in messages.items():
        for older, newer in zip(references, references[1:]):
            if newer in messages or parent.get(newer) is not None or older == newer:
                continue
            if newer not in ancestors(older):
                parent[newer] = older
    # Containers of messages nobody has are left out: the parent is the nearest message that is there.
    answer = {}
    for own in messages:
        node = parent.get(own)
        while node is not None and node not in messages:
            node = parent.get(node)
        answer[own] = node
    json.dump(answer, sys.stdout)


main(sys.argv[1])
