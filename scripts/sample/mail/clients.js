/**
 * How different mail programs write the same message: header order, Message-ID shape, boundary, charset and transfer encoding.
 * What holds a clock is in client-clocks.js.
 */
import iconv from "iconv-lite";
import { mailDate } from "../base/time.js";
import { escapeXml } from "../files/ooxml.js";
import { boundaries, messageIdFor, threadIndex } from "./client-clocks.js";
import { encodedText, filePart, joinLines, mailbox, multipart, textPart } from "./mime.js";
import { bodyLines } from "./quote.js";

const fits = (text, charset) => iconv.decode(iconv.encode(text, charset), charset) === text;
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

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
