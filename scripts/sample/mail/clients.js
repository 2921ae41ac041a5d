/**
 * How different mail programs write the same message: header order, Message-ID shape, boundary, charset and transfer encoding.
 * Boundaries and Message-IDs that hold a clock are made from the message's own Date, as a genuine client would.
 */
import iconv from "iconv-lite";
import { fileTime, MINUTE, mailDate } from "../base/time.js";
import { escapeXml } from "../files/ooxml.js";
import { encodedText, filePart, joinLines, mailbox, multipart, textPart } from "./mime.js";
import { bodyLines } from "./quote.js";

const fits = (text, charset) => iconv.decode(iconv.encode(text, charset), charset) === text;
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
const upperHex = (n, width) => n.toString(16).toUpperCase().padStart(width, "0");

/** Gmail's boundary: 12 hex, then low 24 and high 32 bits of microseconds since 1970 (CHECKS T01). */
function webmailBoundary(at, random) {
  const micros = BigInt(at) * 1000n + BigInt(random.int(1000, 300_000));
  const clock = micros.toString(16).padStart(14, "0");
  return `${random.pick(["001a11", "94eb2c", "f40304"])}${random.hex(6)}${clock.slice(8)}${clock.slice(0, 8)}${random.hex(2)}`;
}

/** Outlook's boundary: FILETIME of the sender's local wall clock (CHECKS T10). */
function outlookBoundary(draft, random) {
  const wall = draft.at - Date.UTC(1970, 0, 1) + draft.zoneMinutes * MINUTE;
  const time = fileTime(wall - random.int(0, 9) * 100);
  const clock = `${upperHex(time >> 32n, 8)}.${upperHex(time & 0xffffffffn, 8)}`;
  const counter = random.int(1, 900);
  return (n) => `----=_NextPart_00${n}_${upperHex(counter + n, 4)}_${clock}`;
}

/** Thread-Index: 48 bits of FILETIME and a GUID; a reply appends five bytes with the time since then (MS-OXOMSG 2.2.1.3). */
function threadIndex(draft, random) {
  const parent = draft.parent?.threadIndex;
  if (parent !== undefined && parent.length === 22) {
    const root = BigInt(`0x${parent.subarray(0, 6).toString("hex")}`) << 16n;
    const delta = ((fileTime(draft.at) - root) >> 18n) & 0x7fffffffn;
    const child = Buffer.alloc(5);
    child.writeUInt32BE(Number(delta));
    child[4] = random.int(0, 15) << 4;
    return Buffer.concat([parent, child]);
  }
  const opened = fileTime(draft.at - random.int(1, 4) * MINUTE);
  return Buffer.concat([
    Buffer.from((opened >> 16n).toString(16).padStart(12, "0"), "hex"),
    Buffer.from(random.hex(32), "hex"),
  ]);
}

const htmlLines = (lines) =>
  lines.map((line) => escapeXml(line.text).replace(/ $/, "")).join("<br>\n");

function webmailHtml(own, quoted) {
  const quote =
    quoted.length === 0
      ? ""
      : `<div class="gmail_extra"><br><div class="gmail_quote">${escapeXml(quoted[1].text)}<br><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${quoted
          .slice(2)
          .map((l) => escapeXml(l.text.replace(/^> ?/, "")))
          .join("<br>\n")}</blockquote></div></div>\n`;
  return `<div dir="ltr">${htmlLines(own)}</div>\n${quote}`;
}

const outlookHtml = (own, quoted, lang, charset) =>
  `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=${charset}"><style><!--p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}--></style></head><body lang=${lang.toUpperCase()}><div class=WordSection1>\n${[...own, ...quoted].map((l) => `<p class=MsoNormal>${l.text === "" ? "&nbsp;" : escapeXml(l.text)}<o:p></o:p></p>`).join("\n")}\n</div></body></html>\n`;

/** Charset and transfer encoding a client picks for a text. */
function textStyle(client, text) {
  switch (client) {
    case "thunderbird":
      return {
        charset: "utf-8",
        transfer: "8bit",
        style: "bare",
        header: ["UTF-8", "Q"],
        names: "2231",
      };
    case "thunderbird-flowed":
      return {
        charset: fits(text, "windows-1252") ? "windows-1252" : "utf-8",
        transfer: "8bit",
        flowed: true,
        style: "bare",
        header: ["UTF-8", "Q"],
        names: "2231",
      };
    case "webmail":
      return {
        charset: "UTF-8",
        transfer: isAscii(text)
          ? "7bit"
          : (text.match(/[^\x00-\x7f]/g) ?? []).length * 30 > text.length
            ? "base64"
            : "quoted-printable",
        style: "bare",
        header: ["UTF-8", "Q"],
        names: "words-utf8",
      };
    case "outlook":
      return {
        charset: fits(text, "iso-8859-1")
          ? "iso-8859-1"
          : fits(text, "windows-1252")
            ? "windows-1252"
            : "utf-8",
        transfer: "quoted-printable",
        header: ["iso-8859-1", "Q"],
        names: "words",
      };
    case "outlook-ru":
      return {
        charset: "koi8-r",
        transfer: "base64",
        header: ["koi8-r", "B"],
        names: "words-utf8",
      };
    case "apple":
      return isAscii(text)
        ? {
            charset: "us-ascii",
            transfer: "7bit",
            style: "bare",
            header: ["utf-8", "Q"],
            names: "2231",
          }
        : {
            charset: fits(text, "windows-1252") ? "windows-1252" : "utf-8",
            transfer: "quoted-printable",
            style: "bare",
            header: ["utf-8", "Q"],
            names: "2231",
          };
    case "iphone":
      return {
        charset: isAscii(text) ? "us-ascii" : "utf-8",
        transfer: isAscii(text) ? "7bit" : "quoted-printable",
        style: "bare",
        header: ["utf-8", "Q"],
        names: "2231",
      };
    case "mutt":
      return {
        charset: isAscii(text) ? "us-ascii" : "utf-8",
        transfer: isAscii(text) ? "7bit" : "8bit",
        style: "bare",
        header: ["utf-8", "Q"],
        names: "2231",
      };
    case "javamail":
      return {
        charset: "UTF-8",
        transfer: "base64",
        style: "bare",
        header: ["UTF-8", "B"],
        names: "2231",
      };
    case "phpmail":
      return {
        charset: fits(text, "iso-8859-15") ? "iso-8859-15" : "utf-8",
        transfer: "8bit",
        style: "bare",
        header: ["iso-8859-15", "Q"],
        names: "words",
      };
    default:
      throw new Error(`no such client: ${client}`);
  }
}

function messageIdFor(draft, random) {
  const domain = draft.from.address.split("@")[1];
  const seconds = Math.floor(draft.at / 1000);
  switch (draft.client) {
    case "thunderbird":
    case "thunderbird-flowed":
      // Thunderbird up to 38: the seconds since 1970 (CHECKS T04).
      return `${upperHex(seconds, 8)}.${random.digits(7)}@${domain}`;
    case "webmail":
      return `CA${random.letters(2, "+KEFO")}${random.letters(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")}=${random.letters(12, "ABCDEFGHJKMNPQRSTVWXYZabcdefghkmnpqrstvwxyz23456789")}@mail.${domain}`;
    case "outlook":
    case "outlook-ru": {
      const time = fileTime(draft.at);
      return `${upperHex(BigInt(random.int(0, 60)), 4).toLowerCase()}${(time >> 32n).toString(16).padStart(8, "0")}$${(time & 0xffffffffn).toString(16).padStart(8, "0")}$${random.hex(8)}$@${domain}`;
    }
    case "apple":
    case "iphone":
      return `${random.uuid()}@${domain}`;
    case "mutt": {
      const stamp = new Date(draft.at).toISOString().replace(/\D/g, "").slice(0, 14);
      return `${stamp}.GA${random.digits(4)}@bench.${domain}`;
    }
    case "javamail":
      return `${random.digits(9)}.${random.digits(4)}.${draft.at}.JavaMail.app@app3.${domain}`;
    default:
      return `${random.hex(32)}@${domain}`;
  }
}

const ORDER = {
  thunderbird: [
    "Subject",
    "To",
    "References",
    "Cc",
    "From",
    "Message-ID",
    "Date",
    "User-Agent",
    "MIME-Version",
    "In-Reply-To",
  ],
  webmail: [
    "MIME-Version",
    "Received",
    "In-Reply-To",
    "References",
    "Date",
    "Message-ID",
    "Subject",
    "From",
    "To",
    "Cc",
  ],
  outlook: [
    "From",
    "To",
    "Cc",
    "References",
    "In-Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "X-Mailer",
    "Thread-Index",
    "Content-Language",
  ],
  apple: [
    "From",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Message-ID",
    "MIME-Version",
    "Subject",
    "Date",
    "References",
    "To",
    "Cc",
    "In-Reply-To",
    "X-Mailer",
  ],
  iphone: [
    "Subject",
    "References",
    "From",
    "Content-Type",
    "X-Mailer",
    "In-Reply-To",
    "Message-ID",
    "Date",
    "To",
    "Cc",
    "Content-Transfer-Encoding",
    "MIME-Version",
  ],
  mutt: [
    "Date",
    "From",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "In-Reply-To",
    "User-Agent",
  ],
  javamail: [
    "Date",
    "From",
    "To",
    "Cc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
  ],
  phpmail: [
    "Date",
    "To",
    "Cc",
    "From",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "X-Mailer",
    "MIME-Version",
  ],
};
ORDER["thunderbird-flowed"] = ORDER.thunderbird;
ORDER["outlook-ru"] = ORDER.outlook;

const SPELLING = {
  apple: { "Message-ID": "Message-Id", "MIME-Version": "Mime-Version" },
  iphone: { "Message-ID": "Message-Id", "MIME-Version": "Mime-Version" },
};

function programHeaders(draft, random) {
  const late = draft.at >= Date.UTC(2016, 8, 20);
  switch (draft.client) {
    case "thunderbird":
    case "thunderbird-flowed":
      return [
        [
          "User-Agent",
          "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:38.0) Gecko/20100101 Thunderbird/38.8.0",
        ],
      ];
    case "webmail":
      return [
        [
          "Received",
          `by 10.194.${draft.from.key.length}.17 with HTTP; ${mailDate(draft.at + random.int(0, 1) * 1000, "pacific")}`,
        ],
      ];
    case "outlook":
    case "outlook-ru": {
      const index = threadIndex(draft, random);
      draft.threadIndex = index;
      return [
        ["X-Mailer", "Microsoft Outlook 15.0"],
        ["Thread-Index", index.toString("base64")],
        ["Content-Language", { fr: "fr", de: "de", ru: "ru", en: "en-gb" }[draft.from.lang]],
      ];
    }
    case "apple":
      return [["X-Mailer", "Apple Mail (2.3124)"]];
    case "iphone":
      return [["X-Mailer", late ? "iPhone Mail (14A456)" : "iPhone Mail (13E238)"]];
    case "mutt":
      return [["User-Agent", "Mutt/1.5.24 (2015-08-30)"]];
    case "phpmail":
      return [["X-Mailer", "PHPMailer 5.2.14"]];
    default:
      return [];
  }
}

/** Boundaries by nesting level. */
function boundaries(draft, random) {
  switch (draft.client) {
    case "webmail": {
      const outer = webmailBoundary(draft.at, random);
      const inner = webmailBoundary(draft.at, random);
      return (n) => (n === 0 ? outer : inner);
    }
    case "outlook":
    case "outlook-ru":
      return outlookBoundary(draft, random);
    case "thunderbird":
    case "thunderbird-flowed": {
      const tails = [random.letters(24, "0123456789"), random.letters(24, "0123456789")];
      return (n) => `------------${tails[n]}`;
    }
    case "apple":
    case "iphone": {
      const ids = [random.uuid(), random.uuid()];
      return (n) => `Apple-Mail${draft.client === "apple" ? "=_" : "-"}${ids[n]}`;
    }
    case "javamail": {
      const base = random.int(10, 90_000);
      const hash = random.digits(9);
      return (n) => `----=_Part_${base + n}_${hash}.${draft.at}`;
    }
    case "phpmail": {
      const hash = random.hex(32);
      return (n) => `b${n + 1}_${hash}`;
    }
    default: {
      const mark = random.letters(16, "ABCDEFGHKMNPQRTUVWXYabcdefghkmnpqrtuvwxy3468");
      return (n) => `${mark}${n === 0 ? "" : "z"}`;
    }
  }
}

function bodyPart(draft, own, quoted, boundary, style) {
  const lines = [...own, ...quoted];
  const text = joinLines(lines, style.flowed === true);
  const plain = () => textPart("plain", text, style);
  if (draft.markup === "none") return plain();
  const html = (source) =>
    textPart("html", source.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n"), {
      ...style,
      flowed: false,
    });
  if (draft.html !== undefined) {
    return draft.markup === "only"
      ? html(draft.html)
      : multipart("alternative", boundary(draft.files.length > 0 ? 1 : 0), [
          plain(),
          html(draft.html),
        ]);
  }
  if (draft.client === "webmail") {
    return multipart("alternative", boundary(draft.files.length > 0 ? 1 : 0), [
      plain(),
      html(webmailHtml(own, quoted)),
    ]);
  }
  if (draft.client === "outlook") {
    return multipart(
      "alternative",
      boundary(draft.files.length > 0 ? 1 : 0),
      [plain(), html(outlookHtml(own, quoted, draft.from.lang, style.charset))],
      { preamble: "This is a multipart message in MIME format.\r\n\r\n" },
    );
  }
  return plain();
}

/**
 * Completes a draft: sets `messageId`, `lines` (what a reader sees), `headers` (name and value, in the client's order) and
 * `body` (Buffer, CRLF). Draft: from, to, cc (people), at, zoneMinutes, client, subject, paragraphs, parent?, files, markup
 * ("none", "both", "only"), extraHeaders (list headers of a bulk sender), quotes.
 */
export function compose(draft, random) {
  const { own, quoted } = bodyLines(draft);
  draft.lines = [...own, ...quoted];
  const text = draft.lines.map((l) => l.text).join("\n") + (draft.html ?? "");
  const style = textStyle(draft.client, text);
  const boundary = boundaries(draft, random);
  draft.messageId = messageIdFor(draft, random);
  let content = bodyPart(draft, own, quoted, boundary, style);
  if (draft.files.length > 0) {
    const inline = draft.client === "apple" || draft.client === "iphone";
    const parts = draft.files.map((f) =>
      filePart(f, style.names, inline && f.type === "image/jpeg" ? "inline" : "attachment"),
    );
    content = multipart("mixed", boundary(0), draft.emptyBody ? parts : [content, ...parts], {
      preamble:
        draft.client === "outlook"
          ? "This is a multipart message in MIME format.\r\n\r\n"
          : draft.client.startsWith("thunderbird")
            ? "This is a multi-part message in MIME format.\r\n"
            : "",
    });
  }
  const [charset, kind] = style.header;
  const headerCharset = (value) => (fits(value, charset) ? charset : "utf-8");
  const people = (list) => list.map((p) => mailbox(p, headerCharset(p.name), kind)).join(", ");
  const values = new Map([
    ["From", people([draft.from])],
    ["To", people(draft.to)],
    ["Subject", encodedText(draft.subject, headerCharset(draft.subject), kind)],
    ["Message-ID", `<${draft.messageId}>`],
    [
      "MIME-Version",
      { apple: "1.0 (Mac OS X Mail 9.3 \\(3124\\))", iphone: "1.0 (1.0)" }[draft.client] ?? "1.0",
    ],
    ...programHeaders(draft, random),
    ...content.headers,
  ]);
  if (draft.dateText !== null)
    values.set("Date", draft.dateText ?? mailDate(draft.at, draft.from.zone));
  if (draft.cc.length > 0) values.set("Cc", people(draft.cc));
  if (draft.parent !== undefined) {
    values.set("In-Reply-To", `<${draft.parent.messageId}>`);
    draft.references = [...(draft.parent.references ?? []), draft.parent.messageId];
    values.set("References", draft.references.map((id) => `<${id}>`).join(" "));
  }
  const order = [...ORDER[draft.client]];
  for (const name of values.keys()) if (!order.includes(name)) order.push(name);
  draft.headers = [
    ...order
      .filter((name) => values.has(name))
      .map((name) => [SPELLING[draft.client]?.[name] ?? name, values.get(name)]),
    ...(draft.extraHeaders ?? []),
  ];
  draft.body = content.body;
  return draft;
}
