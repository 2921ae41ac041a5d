/**
 * Generates mails that attack a parser: bombs, lies about charsets and encodings, unbounded nesting, hostile names.
 *
 * Deterministic. Sizes are such that a quadratic reader does not finish while a linear one takes well under a second; `scale` makes
 * them smaller for quick runs.
 */
import { Buffer } from "node:buffer";

export interface HostileMail {
  /** Kebab-case name of the attack. */
  readonly name: string;
  readonly bytes: Buffer;
  /** A word that must be found in the text or the subject, null when the mail holds none. */
  readonly findable: string | null;
  /** How many attachments there must be at least. */
  readonly minAttachments: number;
}

type Expectation = Partial<Pick<HostileMail, "findable" | "minAttachments">>;

const HEAD = "From: a@example.org\r\nTo: b@example.org\r\nSubject: hostile\r\n";

/** All hostile mails; `scale` 1 is full size (about 100 MB in all), 0.1 a tenth. */
export function hostileMails(scale = 1): HostileMail[] {
  const n = (count: number): number => Math.max(2, Math.round(count * scale));
  return [
    ...quotedPrintableBombs(n),
    ...headerBombs(n),
    ...addressBombs(n),
    ...structureBombs(n),
    ...htmlBombs(n),
    ...base64Lies(n),
    ...charsetLies(n),
    ...nameAttacks(),
    ...terminalAttacks(),
    ...notMail(n),
  ];
}

type Count = (count: number) => number;

function mail(
  name: string,
  headers: string,
  body: string | Buffer,
  expected: Expectation = {},
): HostileMail {
  const content = typeof body === "string" ? Buffer.from(body, "latin1") : body;
  const bytes = Buffer.concat([Buffer.from(`${HEAD}${headers}\r\n`, "latin1"), content]);
  return { name, bytes, findable: "hostile", minAttachments: 0, ...expected };
}

function typed(
  name: string,
  type: string,
  body: string | Buffer,
  expected?: Expectation,
): HostileMail {
  return mail(name, `MIME-Version: 1.0\r\nContent-Type: ${type}\r\n`, body, expected);
}

function encoded(
  name: string,
  type: string,
  encoding: string,
  body: string,
  expected?: Expectation,
): HostileMail {
  const headers = `MIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n`;
  return mail(name, headers, body, expected);
}

function quotedPrintableBombs(n: Count): HostileMail[] {
  const qp = (name: string, body: string, expected?: Expectation): HostileMail =>
    encoded(name, "text/plain", "quoted-printable", body, expected);
  return [
    qp("qp-spaces-inside-line", `start ${" ".repeat(n(100_000))}end\r\n`, { findable: "end" }),
    qp("qp-spaces-5mb", `${" ".repeat(n(5_000_000))}x needle\r\n`, { findable: "needle" }),
    qp("qp-equals-spaces", `${`=${" ".repeat(500)}x`.repeat(n(5_000))} needle`, {
      findable: "needle",
    }),
    qp("qp-no-line-end", `${"=41".repeat(n(2_000_000))} needle`, { findable: "needle" }),
    qp("qp-only-equals", "=".repeat(n(3_000_000))),
    qp("qp-soft-breaks", `${"=\r\n".repeat(n(1_000_000))}needle`, { findable: "needle" }),
  ];
}

function headerBombs(n: Count): HostileMail[] {
  return [
    mail("header-one-long-line", `X-Long: ${"a".repeat(n(900_000))}\r\n`, "needle", {
      findable: "needle",
    }),
    mail("header-10mb-line", `X-Long: ${"a".repeat(n(10_000_000))}\r\n`, "needle", {
      findable: "needle",
    }),
    mail("header-many-folds", `X-Folds: a\r\n${" b\r\n".repeat(n(225_000))}`, "needle", {
      findable: "needle",
    }),
    mail("header-many-lines", "X: y\r\n".repeat(n(90_000)), "needle", { findable: "needle" }),
    mail("header-no-colon-lines", `${"word\r\nX: y\r\n".repeat(n(20_000))}`, "needle", {
      findable: "needle",
    }),
    mail("header-spaces-before-colon", `X${" ".repeat(n(500_000))}: y\r\n`, "needle", {
      findable: "needle",
    }),
    mail(
      "header-many-received",
      `Received: from a (${"(".repeat(50)} by b; Mon, 1 Jan 2018 10:00:00 +0100\r\n`.repeat(
        n(5_000),
      ),
      "needle",
      { findable: "needle" },
    ),
    mail("header-received-parens", `Received: ${"(".repeat(n(800_000))}\r\n`, "needle", {
      findable: "needle",
    }),
    mail(
      "header-received-ips",
      `Received: from a ${"1.".repeat(n(300_000))} ${":1".repeat(n(50_000))}\r\n`,
      "needle",
    ),
    mail("header-date-padding", `Date: ${"Mon, ".repeat(n(100_000))}1 Jan 2018\r\n`, "needle"),
    mail("header-date-digits", `Date: ${"1 ".repeat(n(300_000))}\r\n`, "needle"),
    mail(
      "header-encoded-words",
      `X-Words: x\r\nSubject: ${"=?utf-8?q?a?= ".repeat(n(60_000))}\r\n`,
      "needle",
    ),
    mail(
      "header-encoded-word-starts",
      `Comments: ${"=?".repeat(n(400_000))}\r\nTo: ${"=?utf-8?q?".repeat(n(50_000))}\r\n`,
      "needle",
    ),
    mail("header-nuls", `X-Nul: a\0b\0\r\nSubject: \0\0\r\n`, "nul\0needle\0x", {
      findable: "hostile",
    }),
    mail("header-cr-run", `X-Cr: ${"\r".repeat(n(500_000))}x\r\n`, "needle"),
    mail("header-references", `References: ${"<a@b> ".repeat(n(100_000))}\r\n`, "needle"),
    mail(
      "header-open-angles",
      `References: ${"<".repeat(n(500_000))}\r\nIn-Reply-To: ${"a ".repeat(n(200_000))}\r\n`,
      "needle",
    ),
  ];
}

function addressBombs(n: Count): HostileMail[] {
  const to = (name: string, value: string): HostileMail =>
    mail(name, `Cc: ${value}\r\n`, "needle", { findable: "needle" });
  return [
    to("addresses-45k", "a@b.example,".repeat(n(45_000))),
    to("addresses-parens", "(".repeat(n(500_000))),
    to("addresses-quotes", '"'.repeat(n(500_001))),
    to("addresses-escaped-quotes", `"${'\\"'.repeat(n(400_000))}`),
    to("addresses-angles", "<".repeat(n(500_000))),
    to("addresses-angle-pairs", "<>".repeat(n(400_000))),
    to("addresses-groups", "g:".repeat(n(300_000))),
    to("addresses-group-members", `${"g:a@b;".repeat(n(100_000))}`),
    to("addresses-spaces", `a${" ".repeat(n(800_000))}b@c`),
    to("addresses-quote-run", `<${"'".repeat(n(400_000))}x@y>`),
    to("addresses-ats", "a@".repeat(n(400_000))),
  ];
}

function structureBombs(n: Count): HostileMail[] {
  const nested = (depth: number, close: boolean): string => {
    let body = "";
    for (let i = 0; i < depth; i++)
      body += `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`;
    body += `--b${depth}\r\n\r\nneedle\r\n`;
    if (close) for (let i = depth; i >= 0; i--) body += `--b${i}--\r\n`;
    return body;
  };
  const part = (type: string, body: string): string =>
    `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
  const mixed = "multipart/mixed; boundary=b";
  const rootOfNest = "multipart/mixed; boundary=b0";
  return [
    typed(
      "multipart-20k-parts",
      mixed,
      `${part("application/x-a; name=a", "x").repeat(n(19_000))}--b--\r\n`,
      { minAttachments: n(19_000) },
    ),
    typed(
      "multipart-100k-parts",
      mixed,
      `${part("application/x-a", "x").repeat(n(100_000))}${part("text/plain", "needle")}--b--\r\n`,
      { findable: scaleKeepsAll(n) ? "needle" : "hostile" },
    ),
    typed("multipart-nested-60", rootOfNest, nested(60, true), { findable: "needle" }),
    typed("multipart-nested-900", rootOfNest, nested(n(900), true), { findable: "needle" }),
    typed("multipart-nested-10k-unclosed", rootOfNest, nested(n(10_000), false), {
      findable: "needle",
    }),
    typed(
      "multipart-nested-dash-lines",
      rootOfNest,
      `${nested(n(2_000), false)}${"--b\r\n".repeat(n(300_000))}`,
      { findable: "needle" },
    ),
    typed(
      "boundary-dashes",
      mixed,
      `--b\r\n\r\n${"--bx\r\n".repeat(n(1_000_000))}needle\r\n--b--\r\n`,
      { findable: "needle" },
    ),
    typed("boundary-bare-dashes", mixed, `--b\r\n\r\n${"--\n".repeat(n(2_000_000))}needle`, {
      findable: "needle",
    }),
    typed(
      "boundary-long-line",
      mixed,
      `--b\r\n\r\n--${"-".repeat(n(5_000_000))}\r\nneedle\r\n--b--\r\n`,
      { findable: "needle" },
    ),
    typed("boundary-empty", 'multipart/mixed; boundary=""', "needle\r\n--\r\n\r\nx\r\n----\r\n", {
      findable: "needle",
    }),
    typed("boundary-absent", "multipart/mixed", "needle\r\n", { findable: "needle" }),
    typed("boundary-never-appears", mixed, "needle\r\n", { findable: "needle" }),
    typed(
      "boundary-in-headers",
      mixed,
      "--b\r\nContent-Type: text/plain\r\n--b\r\n\r\nneedle\r\n--b--\r\n",
      { findable: "needle" },
    ),
    typed("boundary-trailing-blanks", mixed, "--b  \t\r\n\r\nneedle\r\n--b-- \r\n", {
      findable: "needle",
    }),
    typed("parameters-60k", `text/plain; ${"a=b; ".repeat(n(60_000))}`, "needle", {
      findable: "needle",
    }),
    typed(
      "parameters-rfc2231-45k",
      `text/plain; ${Array.from({ length: n(15_000) }, (_, i) => `name*${i}=a;`).join(" ")}`,
      "needle",
    ),
    typed(
      "part-header-2mb",
      mixed,
      `--b\r\nX-Long: ${"a".repeat(n(2_000_000))}\r\n\r\nx\r\n--b\r\n\r\nneedle\r\n--b--\r\n`,
      { findable: "needle" },
    ),
    typed("empty-lines-3m", "text/plain", `${"\n".repeat(n(3_000_000))}needle`, {
      findable: "needle",
    }),
    typed("lines-1m", "text/plain", `${"a line of a\r\n".repeat(n(1_000_000))}`, {
      findable: "line",
    }),
    typed(
      "digest-of-nothing",
      "multipart/digest; boundary=b",
      "--b\r\n\r\n--b\r\n\r\nSubject: inner\r\n\r\nx\r\n--b--\r\n",
      { minAttachments: 1 },
    ),
    typed("uuencode-bomb", "text/plain", "begin 644 a\r\n".repeat(n(200_000)), {}),
    typed("uuencode-blocks", "text/plain", "begin 644 a\n#0V%T\n`\nend\n".repeat(n(20_000)), {
      minAttachments: 1,
    }),
    typed(
      "flowed-2mb",
      "text/plain; format=flowed",
      `${"word ".repeat(10)}\r\n`.repeat(n(40_000)),
      { findable: "word" },
    ),
    typed(
      "flowed-one-paragraph",
      "text/plain; format=flowed; delsp=yes",
      `${">".repeat(200)} a \r\n`.repeat(n(20_000)),
    ),
  ];
}

/** True when a scaled mail stays below the limit on parts, so that its last part is still read. */
function scaleKeepsAll(n: Count): boolean {
  return n(100_000) < 19_000;
}

function htmlBombs(n: Count): HostileMail[] {
  const html = (
    name: string,
    body: string,
    expected: Expectation = { findable: "needle" },
  ): HostileMail => typed(name, "text/html; charset=utf-8", body, expected);
  return [
    html("html-nesting", `${"<b>".repeat(n(200_000))}needle`),
    html("html-paragraphs", `${"<p>".repeat(n(500_000))}needle`),
    html("html-20mb", `needle${"<div>a</div>".repeat(n(1_700_000))}`),
    html("html-open-angles", `${"<".repeat(n(1_000_000))}needle`),
    html("html-open-tags", `needle${"<a ".repeat(n(500_000))}`),
    html("html-open-quotes", `needle ${'<a href="'.repeat(n(300_000))}`),
    html("html-mixed-quotes", `needle ${`<a x="'>`.repeat(n(200_000))}`),
    html("html-equals-blanks", `needle <a ${`=${" ".repeat(30)}"`.repeat(n(50_000))}`),
    html("html-comments", `needle ${"<!--".repeat(n(400_000))}`),
    html("html-scripts", `needle ${"<script>".repeat(n(200_000))}`),
    html("html-script-ends", `needle <script>${"</scrip".repeat(n(200_000))}`),
    html("html-entities", `needle ${"&amp".repeat(n(500_000))}${"&#x41;".repeat(n(200_000))}`),
    html("html-links", `needle ${'<a href="http://x.example/1">'.repeat(n(100_000))}`),
    html("html-link-texts", `needle <a href="http://x.example/1">${"<b>a</b>".repeat(n(300_000))}`),
    html("html-attributes", `needle <img ${"a ".repeat(n(500_000))} alt=x>`),
    html("html-blanks", `needle ${" \u00a0".repeat(n(500_000))}x`),
  ];
}

function base64Lies(n: Count): HostileMail[] {
  const b64 = (name: string, type: string, body: string, expected?: Expectation): HostileMail =>
    encoded(name, type, "base64", body, expected);
  const line = Buffer.from("needle in a haystack of base64 text line 57 bytes long....").toString(
    "base64",
  );
  return [
    b64("base64-padding-bomb", "application/octet-stream", "AA==".repeat(n(1_250_000)), {
      minAttachments: 1,
    }),
    b64("base64-padding-lines", "text/plain", "YSA=\r\n".repeat(n(500_000)), {}),
    b64("base64-no-line-ends", "application/octet-stream", "QUJD".repeat(n(2_000_000)), {
      minAttachments: 1,
    }),
    b64("base64-one-char-lines", "text/plain", [...`${line}\n`.repeat(n(20_000))].join("\n"), {
      findable: "needle",
    }),
    b64("base64-cut-short", "text/plain", line.slice(0, 33), { findable: "needle" }),
    b64("base64-junk", "text/plain", line.replace(/(.{5})/g, "$1*"), {}),
    b64("base64-only-equals", "text/plain", "=".repeat(n(2_000_000))),
    b64(
      "base64-is-prose",
      "text/plain",
      "This needle is not encoded, whatever the header says.\r\n",
      { findable: "needle" },
    ),
    b64("base64-footer", "text/plain", `${line}=\r\n____________\r\nlist footer\r\n`, {
      findable: "footer",
    }),
    encoded("encoding-unknown", "text/plain", "x-nonsense", "needle", { findable: "needle" }),
    encoded("encoding-8bits", "text/plain", "8bits", "needle", { findable: "needle" }),
  ];
}

function charsetLies(n: Count): HostileMail[] {
  const plain = (name: string, charset: string, body: Buffer, findable: string): HostileMail =>
    typed(name, `text/plain; charset=${charset}`, body, { findable });
  return [
    plain("charset-utf8-as-latin1", "iso-8859-1", Buffer.from("Überweisung"), "überweisung"),
    plain(
      "charset-latin1-as-utf8",
      "utf-8",
      Buffer.from("Die Überweisung für Müller", "latin1"),
      "überweisung",
    ),
    plain("charset-unknown", "x-nowhere", Buffer.from("Überweisung"), "überweisung"),
    plain("charset-quoted-single", "'utf-8'", Buffer.from("Überweisung"), "überweisung"),
    plain(
      "charset-hostile-name",
      `"${"a".repeat(5_000)}"`,
      Buffer.from("Überweisung"),
      "überweisung",
    ),
    plain("charset-proto-name", "__proto__", Buffer.from("Überweisung"), "überweisung"),
    plain("charset-base64", "base64", Buffer.from("Überweisung"), "überweisung"),
    plain(
      "charset-truncated-utf8",
      "utf-8",
      Buffer.from("Überweisung Ü").subarray(0, -1),
      "überweisung",
    ),
    plain(
      "charset-random-bytes",
      "utf-8",
      Buffer.from(Array.from({ length: n(200_000) }, (_, i) => (i * 7919) % 251)),
      "hostile",
    ),
    plain("charset-all-high", "us-ascii", Buffer.alloc(n(2_000_000), 0xe9), "hostile"),
  ];
}

function nameAttacks(): HostileMail[] {
  const named = (name: string, disposition: string): HostileMail =>
    mail(
      name,
      `MIME-Version: 1.0\r\nContent-Type: application/x-a\r\nContent-Disposition: ${disposition}\r\n`,
      "x",
      { minAttachments: 1 },
    );
  return [
    named("name-traversal", 'attachment; filename="../../etc/passwd"'),
    named("name-nul", 'attachment; filename="a\0.txt"'),
    named("name-bidi", "attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe"),
    named("name-escape", 'attachment; filename="\u001b]0;x\u0007"'),
    named("name-long", `attachment; filename="${"a".repeat(500_000)}"`),
    named("name-bad-percent", "attachment; filename*=utf-8''%ZZ%E2%"),
    named("name-proto", "attachment; __proto__=x; filename=constructor"),
    named("name-encoded-word", 'attachment; filename="=?utf-8?b?//8=?="'),
    named("disposition-unknown", "form-data; name=x"),
  ];
}

/** What a terminal obeys (title, colour, clipboard, answerback, C1), what turns text around, what ends a line or string, what a spreadsheet runs. */
export const TERMINAL_ATTACKS: readonly string[] = [
  "\u001b]0;owned\u0007",
  "\u001b[2J\u001b[31m",
  "\u001b]52;c;ZWNobw==\u001b\\",
  "\u001b]8;;http://evil.example/\u0007here\u001b]8;;\u0007",
  "\u009b31m\u0090q\u009c",
  "\u202egpj.exe\u2066\u200f",
  "\u0008\u0008\u007f\u0000\u000c",
  "\u2028\u2029\u{e0041}\u{e007f}",
  "=cmd|' /C calc'!A0",
];

/** Every header, parameter, name and body there is, with escape sequences in it: raw, as encoded word, as RFC 2231. */
function terminalAttacks(): HostileMail[] {
  const all = TERMINAL_ATTACKS.join(" ");
  const word = `=?utf-8?B?${Buffer.from(all).toString("base64")}?=`;
  const percent = [...Buffer.from(all)]
    .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
  const build = (attack: string): Buffer =>
    Buffer.from(
      [
        `Received: from ${attack} (${attack} [192.0.2.1]) by ${attack} with SMTP id ${attack}; Fri, 3 Mar 2017 10:00:05 +0100 (${attack})`,
        `Return-Path: <${attack}@example.org>`,
        `From: "${attack}" <a${attack}@example.org>`,
        `To: ${attack} <b@example.org>, ${attack}: c@example.org;`,
        `Cc: "${attack}" <${attack}>`,
        `Bcc: ${attack}`,
        `Reply-To: ${attack}`,
        `Sender: ${attack} <s@example.org>`,
        `Subject: hostile ${attack}`,
        `Date: Fri, 3 Mar 2017 10:00:00 +0100 (${attack})`,
        `Message-ID: <${attack}@example.org>`,
        `In-Reply-To: <${attack}>`,
        `References: <${attack}> <x@${attack}>`,
        `X-Mailer: ${attack}`,
        `User-Agent: ${attack}`,
        `List-Id: ${attack} <${attack}>`,
        `X-${attack.replace(/[^!-9;-~]/g, "")}: ${attack}`,
        "MIME-Version: 1.0",
        `Content-Type: multipart/mixed; boundary=b; charset="${attack}"`,
        "",
        "--b",
        `Content-Type: text/plain; charset=utf-8; name="${attack}"`,
        "",
        `needle ${attack} http://evil.example/`,
        "--b",
        `Content-Type: ${attack.replaceAll("/", "")}/x; name="${attack}"`,
        `Content-Disposition: attachment; filename="${attack}.txt"; filename*=utf-8''${percent}.txt`,
        "",
        `file ${attack}`,
        "--b--",
        "",
      ].join("\r\n"),
    );
  const named = (name: string, bytes: Buffer): HostileMail => ({
    name,
    bytes,
    findable: "needle",
    minAttachments: 1,
  });
  return [
    named("terminal-raw", build(all.replaceAll("\0", ""))),
    named("terminal-encoded", build(word)),
    ...TERMINAL_ATTACKS.map((attack, at) => named(`terminal-each-${at}`, build(attack))),
  ];
}

function notMail(n: Count): HostileMail[] {
  const raw = (name: string, bytes: Buffer, findable: string | null = null): HostileMail => ({
    name,
    bytes,
    findable,
    minAttachments: 0,
  });
  return [
    raw("empty", Buffer.alloc(0)),
    raw("one-byte", Buffer.from("x")),
    raw("only-line-ends", Buffer.from("\r\n".repeat(1000))),
    raw("nuls", Buffer.alloc(n(2_000_000))),
    raw(
      "random",
      Buffer.from(Array.from({ length: n(500_000) }, (_, i) => (i * 2654435761) >>> 24)),
    ),
    raw("no-headers", Buffer.from("needle without headers\r\n\r\nmore\r\n"), "needle"),
    raw("headers-only", Buffer.from(`${HEAD}`), "hostile"),
    raw("bom-first", Buffer.from(`\ufeff${HEAD}\r\nneedle`), "hostile"),
    raw("blank-lines-first", Buffer.from(`\r\n\r\n${HEAD}\r\nneedle`), "hostile"),
    raw(
      "from-line-first",
      Buffer.from(`From a@b Mon Jan  1 00:00:00 2018\n${HEAD}\r\nneedle`),
      "hostile",
    ),
    raw(
      "quoted-from-line-first",
      Buffer.from(`>From a@b Mon Jan  1 00:00:00 2018\n${HEAD}\r\nneedle`),
      "hostile",
    ),
    raw(
      "cr-only",
      Buffer.from(`${HEAD}\r\nneedle`.replaceAll("\n", "").replaceAll("\r\r", "\r\r")),
      "hostile",
    ),
    raw(
      "no-blank-line",
      Buffer.from(`${HEAD}needle is the first body line\r\nand more words\r\n`),
      "needle",
    ),
    raw("utf16", Buffer.from(`${HEAD}\r\nneedle`, "utf16le")),
  ];
}
