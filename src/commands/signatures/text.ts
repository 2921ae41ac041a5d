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
import type { CheckedMessage, MessageState, SignatureCounts } from "../../signatures/survey.ts";
import { MESSAGE_STATES } from "../../signatures/survey.ts";
import type { Caution, SignatureReading } from "../../signatures/verify.ts";

/** What each state means, in words that may be printed. */
const STATE_WORDS: Readonly<Record<MessageState, string>> = {
  verified: "as signed, checked with the key",
  "key-unknown": "body as signed, key not at hand",
  "headers-differ": "body as signed, headers or key are not",
  "body-differs": "body is not what was signed",
  unreadable: "signature cannot be read",
  unsigned: "not signed",
};

const CAUTION_WORDS: Readonly<Record<Caution, string>> = {
  "body-part-only": "covers only the beginning of the body: more may have been added",
  "date-not-covered": "does not cover the Date header",
  "subject-not-covered": "does not cover the Subject header",
  "from-twice":
    "a second From header is not covered: what a reader shows may not be what was signed",
  "other-domain": "the signing domain is not that of From",
  "weak-key": "the key is shorter than 1,024 bits: it can be computed",
  "test-key": "the domain said it was testing (no reason to discard it)",
  sha1: "uses SHA-1",
  expired: "had expired when the message arrived",
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

function keyLines(counts: SignatureCounts, style: Style): string[] {
  return [
    dim(
      style,
      `  ${column("key", 44, style)}${"verified".padStart(9)}${"no key".padStart(9)}${"differ".padStart(9)}  in use at least`,
    ),
    ...counts.keys.slice(0, SHOWN_KEYS).map(({ keyName, states, firstAt, lastAt }) => {
      const differ = states["headers-differ"] + states["body-differs"];
      const day = (at: number | null): string => timeText(at).slice(0, 10);
      return `  ${column(safeLine(keyName), 44, style)}${grouped(states.verified).padStart(9)}${grouped(states["key-unknown"]).padStart(9)}${grouped(differ).padStart(9)}  ${day(firstAt)} to ${day(lastAt)}`;
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

/** The counts. */
export function countsText(counts: SignatureCounts, keyNames: number, style: Style): string {
  const cautions = Object.entries(counts.cautions) as [Caution, number][];
  const altered = sourceLines(counts, style);
  return [
    `${bold(style, `Signatures (DKIM) of ${counted(counts.messages, "message")}`)}${dim(style, `, exact copies once; ${keyNames === 0 ? "no keys given: --keys FILE" : `${counted(keyNames, "key name")} at hand`}`)}`,
    ...stateLines(counts, style),
    ...(counts.keys.length === 0 ? [] : ["", bold(style, "By key"), ...keyLines(counts, style)]),
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

function readingLines(reading: SignatureReading, number: number, style: Style): string[] {
  const { state, keyName, algorithm, covers, signedAt, keyBits, cautions, reason } = reading;
  const head = `${number}. ${STATE_WORDS[state]}${reason === "" ? "" : `: ${reason}`}`;
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
