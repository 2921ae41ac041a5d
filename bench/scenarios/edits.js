/** Edits of message bytes, latin-1 on purpose: bytes stay bytes. Line ends are those of the message. */

function parts(bytes) {
  const text = bytes.toString("latin1");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const end = text.indexOf(eol + eol);
  const head = text.slice(0, end).replace(new RegExp(`${eol}(?=[ \\t])`, "g"), "\0");
  return { eol, lines: head.split(eol), body: text.slice(end) };
}

const joined = ({ eol, lines, body }) =>
  Buffer.from(lines.join(eol).replaceAll("\0", eol) + body, "latin1");
const isNamed = (line, name) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`);

/** Value of the first header of that name, unfolded; undefined without one. */
export function headerOf(bytes, name, last = false) {
  const { lines } = parts(bytes);
  const found = lines.filter((line) => isNamed(line, name));
  return (last ? found.at(-1) : found[0])
    ?.replaceAll("\0", "")
    .slice(name.length + 1)
    .trim();
}

/** Replaces the first (or last) header of that name. */
export function setHeader(bytes, name, value, last = false) {
  const message = parts(bytes);
  const at = last
    ? message.lines.findLastIndex((line) => isNamed(line, name))
    : message.lines.findIndex((line) => isNamed(line, name));
  if (at < 0) throw new Error(`no ${name} header`);
  message.lines[at] = `${name}: ${value}`;
  return joined(message);
}

export const bodyOf = (bytes) => parts(bytes).body.replaceAll("\r\n", "\n").trimStart();

/** One text of the body for another; null when it is not there exactly once. */
export function editBody(bytes, from, to) {
  const message = parts(bytes);
  if (message.body.split(from).length !== 2) return null;
  return joined({ ...message, body: message.body.replace(from, to) });
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const pad = (n) => String(n).padStart(2, "0");

/** An instant as a Date header in UTC, its weekday right. */
export function utcDate(at) {
  const d = new Date(at);
  return `${DAYS[d.getUTCDay()]}, ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())} +0000`;
}
