/**
 * Which ordinary causes of a check a silent row of its table expresses: `[beginning of the cause, the row]`. What is missing here cannot be
 * told from the condition by the mail or file alone: the check reports it, and names the cause beside the flag. Checks whose highest level is
 * `information` need no row: they never give more.
 */
import { describe, expect, it } from "vitest";
import type { CheckDescription } from "../../src/model/flag.ts";

type Case = readonly [cause: string, row: string];

export const SILENT_CASES: Readonly<Record<string, readonly Case[]>> = {
  "arrival-time-contradicts-itself": [
    ["damage in the header", "another form"],
    ["an Exchange version that fills", "a second apart"],
  ],
  "attachment-variants": [["versions of a draft", "a draft saved again, as context"]],
  "composition-clock-disagrees-with-date": [
    ["a draft or a reply begun", "a draft of yesterday"],
    ["an old message edited", "an old conversation taken up again"],
    ["an archive or export", "an id that an archive gave"],
  ],
  "conversation-id-reused": [
    ["an old mail used as the pattern", "an old mail taken as pattern by one of its people"],
  ],
  "content-length-disagrees": [["line ends that were changed", "counted with one byte a line end"]],
  "date-after-first-hop": [
    ["the clock of the sender's computer", "some hours, as with a wrong zone"],
  ],
  "date-unreadable": [["a script that writes", "an old form"]],
  "date-week-before-first-hop": [
    ["a message that waited", "six days in an outbox"],
    ["the clock of the sender's computer", "an hour"],
  ],
  "date-without-zone": [["a zone name that is not in use", "an obsolete name"]],
  "date-zone-impossible": [
    ["a script that fills", "an unknown zone by the standard"],
    ["a system whose zone", "Kiribati"],
  ],
  "display-name-holds-other-address": [["address books", "the own address as name"]],
  ...Object.fromEntries(
    ["date", "from", "message-id", "subject"].map((name): [string, readonly Case[]] => [
      `duplicate-${name}`,
      [[name === "message-id" ? "a message pasted" : "a gateway", "the same twice"]],
    ]),
  ),
  "foreign-error-text": [
    ["colleagues or translators", "the file's own language"],
    ["the message was typed", "a text about errors"],
  ],
  "foreign-script-metadata": [
    ["colleagues, suppliers", "a correspondent of that name"],
    ["a template or form", "a supplier's own company, as context"],
    ["an installation in another language", "a default name"],
  ],
  "gmail-id-contradicts-received": [
    ["a server clock that was wrong for both", "an id of that second"],
    ["an id of another service", "another form of id"],
  ],
  "removed-cells-left-traces": [["a library or a server", "a library that names itself"]],
  "mailbox-number-out-of-order": [
    ["mails that were sorted", "a sorted mailbox"],
    ["a mail that nobody opened", "new mail at the end, which nobody opened"],
  ],
  "line-ends-unlike-mailbox": [
    ["a mailbox put together from several", "a mailbox put together from two"],
  ],
  "image-changed-before-taken": [["a camera clock", "a zone before"]],
  "inherited-from-other-file": [
    ["an old file used as the pattern", "the author's own reuse"],
    ["a template that is saved", "a shared template, each file with a date of its own"],
    ["a form filled in", "a form filled in by others"],
  ],
  "message-id-malformed": [
    ["a script or bulk mailer", "signs that old programs use"],
    ["a gateway to a system", "two at signs, as gateways write"],
  ],
  "modified-before-created": [
    ["a clock that was wrong", "times of two clocks"],
    ["a converter or library", "the same second, as a converter writes"],
  ],
  "one-sided-mail": [["a folder that was not part", "half missing: another selection"]],
  "outlook-without-its-boundary": [
    ["a gateway, virus scanner", "Exchange on the way"],
    ["Outlook for Mac", "Outlook for Mac, which names itself so"],
  ],
  "outlook-without-its-headers": [["Outlook for Mac", "Outlook for Mac"]],
  "pdf-changed-after-signature": [
    ["data added to check", "the second signature covers all"],
    ["a file transferred", "a line end behind"],
  ],
  "pdf-dates-disagree": [["one of the two written in local time", "a zone written wrongly"]],
  "pdf-earlier-revision": [
    ["a form that was filled in", "a form, as context"],
    ["a signature", "a signature, as context"],
  ],
  "pdf-modified-before-created": [
    ["one of the two written under a false zone", "two hours before, a zone"],
  ],
  "pdf-revision-text-changed": [["a form whose fields", "a form filled in"]],
  "pdf-text-over-letterhead": [
    ["a slide or an invitation", "slides and brochures, longer than a letter"],
  ],
  "queue-id-shared": [
    ["a server that begins its ids again", "a server that repeats ids as a habit"],
  ],
  "quoted-text-differs": [
    ["a program that rewrites", "a rewritten link or address"],
    ["a charset accident", "letters lost in a charset accident"],
  ],
  "re-save-burst": [
    ["somebody who put a folder in order", "a day's work with pauses"],
    ["an export that saves", "an export that makes all files anew"],
  ],
  "received-goes-backwards": [
    ["the clock of one server", "a clock an hour behind"],
    ["a server that writes its zone", "a zone written wrongly"],
  ],
  "reply-before-parent": [["the clock of one of the two", "an hour before: clocks"]],
  "same-message-id-different-body": [
    ["list programs and gateways", "an address masked by whoever passed the mail on"],
    ["a program that sends a personal", "a personal copy to another sender's list"],
    ["another part of the message", "an empty copy"],
    ["a program that reuses ids", "ids that a program reuses on other days"],
  ],
  "saved-after-sent": [
    ["the clock that dated the mail", "before it was received, late"],
    ["a program that writes local time", "some hours after: a zone"],
  ],
  "saved-before-program-existed": [
    ["the clock of the computer", "a clock that was reset to 1980, which means not set"],
    ["a template filled", "an old creation date, kept from the original"],
  ],
  "saver-seen-nowhere-else": [
    ["a contractor, an assistant", "somebody who is written about"],
    ["an installation with another name", "a default name"],
    ["files that came from outside", "somebody who also makes files"],
  ],
  "saver-zone-new": [
    ["travel", "travel twice: no habit"],
    ["somebody else of that name", "another of another name"],
  ],
  "shared-rsids": [
    ["a template shared by few", "a template of the house"],
    ["text pasted", "one id by chance"],
  ],
  "signed-body-differs": [
    ["a mailbox program or an export", "blanks written anew under a relaxed signature"],
    ["a list or a forwarding server", "a list that adds to the body"],
  ],
  "signed-body-differs-alone": [
    ["a server on the way", "a form of body that is always written anew"],
    ["a mail that was moved", "a mailbox imported by another program than the rest"],
  ],
  "unlike-senders-history": [
    ["the first or only mail", "a new program alone"],
    ["a form letter", "a form letter through a service, which is bulk"],
  ],
  "zone-comment-contradicts-offset": [["a zone name that several zones use", "IST of three zones"]],
};

/** Declares the test that each case names one cause of the check and one silent row of its table. */
export function silentCases(check: CheckDescription, rows: readonly string[]): void {
  const cases = SILENT_CASES[check.id] ?? [];
  if (cases.length === 0) return;
  describe(check.id, () => {
    it.each(cases.map((each) => [...each]))("is silent on an ordinary cause: %s", (cause, row) => {
      const causes = check.innocentCauses.filter((each) => each.startsWith(cause ?? ""));
      expect(causes).toHaveLength(1);
      expect(rows).toContain(row);
    });
  });
}
