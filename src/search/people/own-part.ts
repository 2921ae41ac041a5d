/** Which part of a mail its sender wrote: what comes before a quoted message, without the lines that are quoted. */

/** Lines that begin what was said before: Outlook, Lotus Notes, and what programs write above a quotation. */
const QUOTE_HEAD =
  /^(?:[-_*\s>]{0,40}(?:original message|forwarded (?:message|by)|message d'origine|message transféré|ursprüngliche nachricht|weitergeleitete nachricht|исходное сообщение|пересылаемое сообщение|mensaje original|messaggio originale)\b.*|-{5,} forwarded by .*|(?:on|le|am|el|il|в) .{5,150}(?:wrote|a écrit|schrieb|escribió|ha scritto|пиш(?:ет|ут)|написал\p{L}{0,2})\s*:\s*)$/iu;
/** "From: … Sent: …" without a heading above it, as Outlook writes it. */
const HEADER_LINE = /^(?:from|de|von|от)\s*: ?\S/i;
const NEXT_HEADER = /^(?:sent|date|to|envoyé|à|gesendet|an|отправлено|кому)\s*: ?\S/i;
const MAX_LINE = 300;

/** The text before any quoted message, quoted lines left out: `ownPart("Yes.\n> shall we?\n")` is "Yes.\n". */
export function ownPart(text: string): string {
  const own: string[] = [];
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    const short = line.slice(0, MAX_LINE).trim();
    const next = (lines[at + 1] ?? "").slice(0, MAX_LINE).trim();
    if (QUOTE_HEAD.test(short) || (HEADER_LINE.test(short) && NEXT_HEADER.test(next))) break;
    if (!/^\s{0,3}[>|]/.test(line)) own.push(line);
  }
  return own.join("\n");
}
