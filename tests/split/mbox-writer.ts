/** A tiny mbox writer, independent of the splitter: the oracle of its round-trip tests. Works on latin1 strings, one character a byte. */

export type WriterVariant = "mboxo" | "mboxrd" | "mboxcl" | "mboxcl2";

const ESCAPES = {
  mboxo: /^From /gm,
  mboxrd: /^>*From /gm,
  mboxcl: /^>*From /gm,
  mboxcl2: /(?!)/g,
} as const;

/**
 * The mbox of some messages. Each message consists of header lines and body lines; the writer ends lines with `eol`, escapes as the
 * variant says, adds a Content-Length header for mboxcl and mboxcl2, and a blank line after each message.
 */
export function writeMbox(
  messages: readonly WrittenMessage[],
  variant: WriterVariant,
  eol: "\n" | "\r\n",
): string {
  return messages
    .map(
      (message) =>
        `From a@example.org Mon Jan  1 10:00:00 2018${eol}${escaped(message, variant, eol)}${eol}`,
    )
    .join("");
}

export interface WrittenMessage {
  readonly headers: readonly string[];
  readonly body: readonly string[];
}

/** The message itself, as an .eml file would hold it (with the Content-Length header where the variant adds one). */
export function emlOf(message: WrittenMessage, variant: WriterVariant, eol: string): string {
  return assemble(message, variant, eol, (text) => text);
}

function escaped(message: WrittenMessage, variant: WriterVariant, eol: string): string {
  return assemble(message, variant, eol, (text) => text.replace(ESCAPES[variant], ">$&"));
}

function assemble(
  { headers, body }: WrittenMessage,
  variant: WriterVariant,
  eol: string,
  quote: (text: string) => string,
): string {
  const bodyText = body.map((line) => line + eol).join("");
  const hasLength = variant === "mboxcl" || variant === "mboxcl2";
  // mboxcl counts the bytes as they stand in the mbox, escapes included.
  const stored = bodyText.replace(ESCAPES[variant], ">$&");
  const all = hasLength ? [...headers, `Content-Length: ${stored.length}`] : headers;
  return quote(all.map((line) => line + eol).join("") + eol + bodyText);
}

export const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1");
