/** Signatures for a terminal: the counts on one screen, or one message in full. Everything from the corpus is escaped. */
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { escapeLine, safeLine } from "../../render/escape.ts";
import {
  bar,
  bold,
  column,
  counted,
  dim,
  grouped,
  type Style,
  timeText,
  wrap,
  yellow,
} from "../../render/terminal.ts";
import type { KeyTable } from "../../signatures/keys.ts";
import type { Caution, SignatureKind, SignatureReading } from "../../signatures/reading.ts";
import type { CheckedMessage, MessageState, SignatureCounts } from "../../signatures/survey.ts";
import { MESSAGE_STATES } from "../../signatures/survey.ts";

/** What each state means, in words that may be printed. */
const STATE_WORDS: Readonly<Record<MessageState, string>> = {
  verified: "as signed, checked with the key",
  "key-unknown": "body as signed, key not at hand",
  "key-forbids": "body as signed, its key does not allow it",
  unchecked: "signed, nothing known without its key",
  "headers-differ": "body as signed, headers or key are not",
  differs: "headers, body or key are not as signed",
  "body-differs": "body is not what was signed",
  unreadable: "signature cannot be read",
  unsigned: "not signed",
};

const KIND_WORDS: Readonly<Record<SignatureKind, string>> = {
  dkim: "DKIM",
  domainkeys: "DomainKeys",
  "arc-message": "ARC, what a server on the way saw",
  "arc-seal": "ARC seal",
  smime: "S/MIME, hash only",
};

const second = (name: string): string =>
  `a second ${name} header is not covered: the ${name} shown may not be the one signed`;

const CAUTION_WORDS: Readonly<Record<Caution, string>> = {
  "body-part-only": "covers only the beginning of the body: more may have been added",
  "date-not-covered": "does not cover the Date header",
  "subject-not-covered": "does not cover the Subject header",
  "from-twice": second("From"),
  "subject-twice": second("Subject"),
  "date-twice": second("Date"),
  "to-twice": second("To"),
  "cc-twice": second("Cc"),
  "other-domain": "the signing domain is not that of From",
  "weak-key": "the key is shorter than 1,024 bits: it can be computed",
  "test-key": "the domain said it was testing (no reason to discard it)",
  sha1: "uses SHA-1",
  expired: "had expired when the message arrived",
  "signed-before-date": "was made more than a day before the Date header",
  "recovered-key": "checked with a key computed from signatures of this corpus",
};

const SHOWN_KEYS = 12;
const SHOWN_SOURCES = 8;
/** Share of signed mail of a source whose body differs, above which the container is the likely cause. */
const ALTERED_SHARE = 0.5;

function stateLines(counts: SignatureCounts, style: Style): string[] {
  const { messages, states } = counts;
  return MESSAGE_STATES.map((state) => {
    const share = messages === 0 ? 0 : states[state] / messages;
    return `  ${column(STATE_WORDS[state], 40, style)}${grouped(states[state]).padStart(9)} ${`${(100 * share).toFixed(1)} %`.padStart(8)}  ${bar(share, 16, style)}`.trimEnd();
  });
}

const day = (at: number | null): string => timeText(at).slice(0, 10);

/** "; published 2016-01-02 to 2019-03-04": when an archive of keys saw the selector, where the key file says so. */
function seenText(keys: KeyTable, name: string): string {
  const seen = (keys.get(name) ?? []).find(
    ({ seen: { from, to } }) => from !== null || to !== null,
  );
  return seen === undefined ? "" : `; published ${day(seen.seen.from)} to ${day(seen.seen.to)}`;
}

function keyLines(counts: SignatureCounts, keys: KeyTable, style: Style): string[] {
  return [
    dim(
      style,
      `  ${column("key", 44, style)}${"verified".padStart(9)}${"no key".padStart(9)}${"differ".padStart(9)}  in use at least`,
    ),
    ...counts.keys.slice(0, SHOWN_KEYS).map(({ keyName, states, firstAt, lastAt }) => {
      const differ = states["headers-differ"] + states.differs + states["body-differs"];
      return `  ${column(safeLine(keyName), 44, style)}${grouped(states.verified).padStart(9)}${grouped(states["key-unknown"]).padStart(9)}${grouped(differ).padStart(9)}  ${day(firstAt)} to ${day(lastAt)}${seenText(keys, keyName)}`;
    }),
    ...(counts.keys.length > SHOWN_KEYS
      ? [dim(style, `  ${counted(counts.keys.length - SHOWN_KEYS, "more key")}: --json`)]
      : []),
  ];
}

function sourceLines(counts: SignatureCounts, style: Style): string[] {
  const altered = counts.sources.filter(
    ({ signed, bodyDiffers }) => signed >= 5 && bodyDiffers / signed > ALTERED_SHARE,
  );
  return altered
    .slice(0, SHOWN_SOURCES)
    .flatMap(({ source, signed, bodyDiffers }) =>
      wrap(
        `In ${safeLine(source)} the body of ${grouped(bodyDiffers)} of ${grouped(signed)} signed messages differs: whoever made this file probably rewrote all of them (line ends, escapes, re-encoding). It says nothing about one message.`,
        Math.max(60, style.columns - 2),
      ).map((line) => `  ${line}`),
    );
}

const SHOWN_MONTHS = 24;

/** Signed mail month by month; beyond two years by year. */
function monthLines(counts: SignatureCounts, style: Style): string[] {
  const signed = counts.months.filter((m) => m.verified + m.intact + m.altered > 0);
  const merged = new Map<string, { verified: number; intact: number; altered: number }>();
  for (const { month, verified, intact, altered } of signed) {
    const key = signed.length > SHOWN_MONTHS ? month.replace(/-\d\d$/, "") : month;
    const known = merged.get(key) ?? { verified: 0, intact: 0, altered: 0 };
    merged.set(key, {
      verified: known.verified + verified,
      intact: known.intact + intact,
      altered: known.altered + altered,
    });
  }
  if (merged.size === 0) return [];
  const row = (name: string, ...cells: readonly string[]): string =>
    `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  return [
    dim(style, row("", "verified", "intact", "altered")),
    ...[...merged].map(([name, m]) =>
      row(name, grouped(m.verified), grouped(m.intact), grouped(m.altered)),
    ),
  ];
}

/** Which lists and forwarders changed signed mail on its way. */
function relayLines(counts: SignatureCounts): string[] {
  return counts.relays
    .slice(0, SHOWN_SOURCES)
    .map(
      ({ relay, signed, altered }) =>
        `  ${grouped(altered).padStart(9)} of ${grouped(signed).padStart(7)}  ${relay === "" ? "came direct" : `through ${safeLine(relay)}`}`,
    );
}

/** The counts. */
export function countsText(counts: SignatureCounts, keys: KeyTable, style: Style): string {
  const keyNames = keys.size;
  const cautions = Object.entries(counts.cautions) as [Caution, number][];
  const altered = sourceLines(counts, style);
  return [
    `${bold(style, `Signatures of ${counted(counts.messages, "message")}`)}${dim(style, `, exact copies once; ${keyNames === 0 ? "no keys given: --keys FILE" : `${counted(keyNames, "key name")} at hand`}`)}`,
    ...stateLines(counts, style),
    ...(counts.keys.length === 0
      ? []
      : ["", bold(style, "By key"), ...keyLines(counts, keys, style)]),
    ...section("By month", monthLines(counts, style), style),
    ...section("Altered on the way, as far as signatures tell", relayLines(counts), style),
    ...(cautions.length === 0
      ? []
      : [
          "",
          bold(style, "To bear in mind"),
          ...cautions.map(
            ([caution, count]) => `  ${grouped(count).padStart(9)}  ${CAUTION_WORDS[caution]}`,
          ),
        ]),
    ...(altered.length === 0 ? [] : ["", bold(style, "Sources"), ...altered]),
    "",
    ...wrap(
      "A verified signature says that an account of the signing domain sent these headers and this body. It names no person, and the date is the sender's. A body that differs is mostly a mailing list, a gateway or the way the archive was made.",
      Math.max(60, style.columns),
    ).map((line) => dim(style, line)),
    "",
  ].join("\n");
}

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ["", bold(style, title), ...lines];

function readingLines(reading: SignatureReading, number: number, style: Style): string[] {
  const { kind, state, keyName, algorithm, covers, signedAt, keyBits, cautions, reason } = reading;
  const head = `${number}. ${KIND_WORDS[kind]}: ${STATE_WORDS[state]}${reason === "" ? "" : `: ${safeLine(reason)}`}`;
  if (keyName === "") return [head];
  return [
    head,
    `   key ${safeLine(keyName)}${keyBits === null ? "" : `, ${grouped(keyBits)} bits`}, ${safeLine(algorithm)}${signedAt === null ? "" : `, signed ${timeText(signedAt)} UTC`}`,
    ...wrap(`covers ${covers.map(safeLine).join(", ")}`, Math.max(40, style.columns - 3)).map(
      (line) => `   ${line}`,
    ),
    ...cautions.map((caution) => yellow(style, `   ${CAUTION_WORDS[caution]}`)),
    dim(style, `   at byte ${grouped(reading.offsetBytes)} of the message`),
  ];
}

/** One message with each of its signatures. */
export function messageText(message: CheckedMessage, style: Style): string {
  return [
    `${bold(style, message.id.slice(0, SHORT_ID_DIGITS))}  ${timeText(message.sentAt)}  ${STATE_WORDS[message.state]}`,
    ...message.signatures.flatMap((reading, i) => readingLines(reading, i + 1, style)),
    dim(style, escapeLine(message.source)),
    "",
  ].join("\n");
}
