/** MIME building blocks: transfer encodings (RFC 2045), encoded words (RFC 2047), parameters (RFC 2231), format=flowed (RFC 3676). */
import iconv from "iconv-lite";

const ASCII = /^[\x20-\x7e]*$/;

const encode = (text, charset) => iconv.encode(text, charset);

/** Lines of base64, 76 characters each. */
function base64Lines(bytes) {
  return bytes.toString("base64").replace(/.{1,76}/g, "$&\r\n");
}

/** Quoted-printable of text lines already encoded; line ends are CRLF. */
function quotedPrintable(bytes) {
  const lines = bytes.toString("latin1").split("\r\n");
  return lines
    .map((line) => {
      let out = "";
      let length = 0;
      for (let i = 0; i < line.length; i++) {
        const code = line.charCodeAt(i);
        const last = i === line.length - 1;
        const plain = (code > 32 && code < 127 && code !== 61) || (code === 32 && !last);
        const piece = plain ? line[i] : `=${code.toString(16).toUpperCase().padStart(2, "0")}`;
        if (length + piece.length > 75) {
          out += "=\r\n";
          length = 0;
        }
        out += piece;
        length += piece.length;
      }
      return out;
    })
    .join("\r\n");
}

function word(text, charset, kind) {
  const bytes = encode(text, charset);
  if (kind === "B") return `=?${charset}?B?${bytes.toString("base64")}?=`;
  const q = [...bytes]
    .map((b) => {
      const c = String.fromCharCode(b);
      if (b === 32) return "_";
      return /[A-Za-z0-9!*+/-]/.test(c) ? c : `=${b.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
  return `=?${charset}?Q?${q}?=`;
}

/** The text as encoded words of at most 75 characters; plain ASCII stays as it is. */
export function encodedText(text, charset, kind) {
  if (ASCII.test(text)) return text;
  const words = [];
  let piece = "";
  for (const c of text) {
    if (word(piece + c, charset, kind).length > 75) {
      words.push(word(piece, charset, kind));
      piece = "";
    }
    piece += c;
  }
  words.push(word(piece, charset, kind));
  return words.join(" ");
}

/** `Name <address>`, the name quoted or encoded as needed. */
export function mailbox({ name, address }, charset, kind) {
  if (name === "") return address;
  if (!ASCII.test(name)) return `${encodedText(name, charset, kind)} <${address}>`;
  return /^[A-Za-z0-9 ]+$/.test(name) ? `${name} <${address}>` : `"${name}" <${address}>`;
}

/** `Name: value`, folded at spaces so that lines stay below 78 characters where a space allows it. */
function headerLine(name, value, fold = "\r\n ") {
  const words = value.split(" ");
  let line = `${name}:`;
  let out = "";
  for (const w of words) {
    if (line.length + 1 + w.length > 76 && line.trim() !== `${name}:` && line !== " ") {
      out += `${line}${fold}`;
      line = w;
    } else line += ` ${w}`;
  }
  return `${out}${line}\r\n`;
}

/** A parameter `; name=...`: RFC 2231 (whole or in numbered pieces), an encoded word in quotes as some clients write, or plain. */
function parameter(name, value, style) {
  if (ASCII.test(value)) return `${name}="${value}"`;
  if (style === "words") return `${name}="${encodedText(value, "iso-8859-1", "Q")}"`;
  if (style === "words-utf8") return `${name}="${encodedText(value, "UTF-8", "B")}"`;
  const percent = [...encode(value, "utf-8")]
    .map((b) =>
      /[A-Za-z0-9._-]/.test(String.fromCharCode(b))
        ? String.fromCharCode(b)
        : `%${b.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
  const whole = `utf-8''${percent}`;
  if (whole.length < 60) return `${name}*=${whole}`;
  const pieces = whole.match(/(?:%..|[^%]){1,50}/g);
  return pieces.map((p, i) => `${name}*${i}*=${p}`).join("; ");
}

/** Words wrapped at 72 columns: a paragraph becomes lines. */
export function wrap(paragraph, width = 72) {
  const lines = [];
  for (const hard of paragraph.split("\n")) {
    let line = "";
    for (const w of hard.split(" ")) {
      if (line !== "" && line.length + 1 + w.length > width) {
        lines.push({ text: line, soft: true });
        line = w;
      } else line = line === "" ? w : `${line} ${w}`;
    }
    lines.push({ text: line, soft: false });
  }
  return lines;
}

/**
 * Text lines `[{text, soft, quote}]` as one string with CRLF. Flowed: a soft line ends in a space, and lines that would be
 * misread are stuffed with one (RFC 3676 section 4.2, 4.4).
 */
export function joinLines(lines, flowed) {
  return lines
    .map(({ text, soft, quote }) => {
      const stuffed = flowed && !quote && /^( |>|From )/.test(text) ? ` ${text}` : text;
      return flowed && soft ? `${stuffed} ` : stuffed;
    })
    .map((line) => `${line}\r\n`)
    .join("");
}

/** A leaf part: `{headers: [[name, value]], body}`; body is a Buffer ending in CRLF. */
export function textPart(subtype, text, { charset, transfer, flowed = false, style = "quoted" }) {
  const label = style === "quoted" ? `charset="${charset}"` : `charset=${charset}`;
  const type = `text/${subtype}; ${label}${flowed ? "; format=flowed" : ""}`;
  const bytes = encode(text, charset);
  const body =
    transfer === "base64"
      ? base64Lines(bytes)
      : transfer === "quoted-printable"
        ? quotedPrintable(bytes)
        : bytes;
  return {
    headers: [
      ["Content-Type", type],
      ["Content-Transfer-Encoding", transfer],
    ],
    body: Buffer.isBuffer(body) ? body : Buffer.from(body, "latin1"),
  };
}

/** An attachment part. `names` is the style of its file name parameter. */
export function filePart(file, names, disposition = "attachment") {
  if (file.type === "message/rfc822") {
    return {
      headers: [
        ["Content-Type", `message/rfc822; ${parameter("name", file.name, names)}`],
        ["Content-Transfer-Encoding", "7bit"],
        ["Content-Disposition", `attachment; ${parameter("filename", file.name, names)}`],
      ],
      body: file.bytes,
    };
  }
  return {
    headers: [
      ["Content-Type", `${file.type}; ${parameter("name", file.name, names)}`],
      ["Content-Transfer-Encoding", "base64"],
      ["Content-Disposition", `${disposition}; ${parameter("filename", file.name, names)}`],
    ],
    body: Buffer.from(base64Lines(file.bytes), "latin1"),
  };
}

export function renderHeaders(headers) {
  return Buffer.from(headers.map(([name, value]) => headerLine(name, value)).join(""), "utf8");
}

/** A multipart; `parameters` may add `; type="..."`. */
export function multipart(kind, boundary, parts, { preamble = "", parameters = "" } = {}) {
  const pieces = [Buffer.from(preamble, "latin1")];
  for (const p of parts) {
    pieces.push(
      Buffer.from(`--${boundary}\r\n`, "latin1"),
      renderHeaders(p.headers),
      Buffer.from("\r\n"),
      p.body,
      Buffer.from("\r\n"),
    );
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`, "latin1"));
  return {
    headers: [["Content-Type", `multipart/${kind}; boundary="${boundary}"${parameters}`]],
    body: Buffer.concat(pieces),
  };
}
