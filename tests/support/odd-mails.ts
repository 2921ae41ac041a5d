/** Mails written by hand whose words are hard to get at: split by quoted-printable, tags and soft hyphens, in old charsets, in encoded headers. Invented. */

interface OddMail {
  readonly subject: string;
  readonly type: string;
  readonly encoding?: "quoted-printable" | "base64" | "8bit";
  /** Text in ASCII, or the bytes. */
  readonly body: string | Uint8Array;
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const b64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
/** "договор" and "Рошка Георгий" in KOI8-R, "счёт 2017" in windows-1251. */
const KOI8 = bytes(
  ...[0xc4, 0xcf, 0xc7, 0xcf, 0xd7, 0xcf, 0xd2, 0x20, 0xf2, 0xcf, 0xdb, 0xcb, 0xc1, 0x20],
  ...[0xe7, 0xc5, 0xcf, 0xd2, 0xc7, 0xc9, 0xca, 0x0d, 0x0a],
);
const CP1251 = bytes(
  ...[
    0xf1, 0xf7, 0xb8, 0xf2, 0x20, 0x32, 0x30, 0x31, 0x37, 0x20, 0xb9, 0x20, 0x31, 0x37, 0x0d, 0x0a,
  ],
);

const PLAIN = "text/plain; charset=utf-8";
const HTML = "text/html; charset=utf-8";

const MAILS: readonly OddMail[] = [
  {
    subject: "=?utf-8?Q?Zwischenrechnung?=",
    type: PLAIN,
    encoding: "quoted-printable",
    body: "Die Zwischen=\r\nrechnung und die Ab=\r\nschlags=\r\nzahlung f=C3=BCr Gr=C3=B6=\r\n=C3=9Fe XL.\r\n",
  },
  {
    subject: "=?iso-8859-1?Q?Gr=F6=DFe?= der =?iso-8859-1?Q?Stra=DFe?= Rechnung",
    type: "text/plain; charset=iso-8859-1",
    encoding: "quoted-printable",
    body: "Die Stra=DFe hat Gr=F6=DFe. Zusammenfassung und Zusammenarbeit.\r\n",
  },
  {
    subject: "tags",
    type: HTML,
    body: "<p>spl<b>it</b>wo<i>rd</i> and h<span>alf</span> b<em>ol</em>d</p><table><tr><td>cellone</td><td>celltwo</td></tr></table><p>paragraphe</p><p>deuxi&egrave;me</p>",
  },
  {
    subject: "hidden",
    type: HTML,
    body: "<style>.styletext{}</style><script>var scripttext = 1;</script><!-- commenthidden --><p>invi&shy;si&shy;ble NBSP&nbsp;deux&nbsp;mots&nbsp;coll&eacute;s</p>",
  },
  {
    subject: `=?utf-8?B?${b64("L'été prochain : chef-d'œuvre")}?=`,
    type: PLAIN,
    encoding: "base64",
    body: b64(
      "C’est d'été, l’été et l'été : un chef-d'œuvre à côté de la façade naïve.\r\nAujourd’hui même, quelqu'un, lorsqu'elle.",
    ),
  },
  {
    subject: "=?windows-1252?Q?bon_de_livraison_=96_caf=E9?=",
    type: "text/plain; charset=windows-1252",
    encoding: "quoted-printable",
    body: "Le bon de livrai=\r\nson du caf=E9, =9Cuvre et fa=E7ade.\r\n",
  },
  {
    subject: "=?koi8-r?B?8s/by8E=?=",
    type: "text/plain; charset=koi8-r",
    encoding: "8bit",
    body: KOI8,
  },
  {
    subject: "old charset",
    type: "text/plain; charset=windows-1251",
    encoding: "8bit",
    body: CP1251,
  },
  {
    subject: `=?utf-8?B?${b64("Рошка: дого")}?= =?utf-8?B?${b64("вора ещё")}?=`,
    type: PLAIN,
    encoding: "base64",
    body: b64("Рошка Георгий Петрович. Счёт № 17 по договору; ещё один договор. dogovor"),
  },
  {
    subject: "=?us-ascii?Q?two_words?= =?us-ascii?Q?_encoded?=",
    type: PLAIN,
    encoding: "quoted-printable",
    body: "Invoice INV-20=\r\n41-77, RE/2017/00815 and FA-2017-0099. Call 06 12 34 56 78. Let me=\r\n know tomorrow.\r\n",
  },
  {
    subject: "facture et avoir",
    type: 'multipart/alternative; boundary="b"',
    body: `--b\r\nContent-Type: ${PLAIN}\r\n\r\nplainonly alternative INV 2041/77. Let me know.\r\n--b\r\nContent-Type: ${HTML}\r\n\r\n<p>htmlonly alternative</p>\r\n--b--\r\n`,
  },
  {
    subject: "facture",
    type: PLAIN,
    encoding: "quoted-printable",
    body: "Des lignes qui se termi=\r\nnent mal : abschlag=\r\nszahlung, des deux mots.\r\n",
  },
];

/** The mails as files, numbered: CRLF, dated a day apart. */
export function oddMails(): readonly Buffer[] {
  return MAILS.map(({ subject, type, encoding = "8bit", body }, i) => {
    const head = [
      `From: Odd ${i} <odd${i}@example.org>`,
      "To: Anna Weber <anna@example.org>",
      `Subject: ${subject}`,
      `Date: ${String(i + 1).padStart(2, "0")} Mar 2017 10:00:00 +0000`,
      `Message-ID: <odd${i}@example.org>`,
      "MIME-Version: 1.0",
      `Content-Type: ${type}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ].join("\r\n");
    return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body), Buffer.from("\r\n")]);
  });
}
