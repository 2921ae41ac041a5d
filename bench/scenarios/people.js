/** Invented people, texts and documents of a scenario. No name of a real case, no real person. */
import { docx } from "../../scripts/sample/files/docx.js";
import { xls } from "../../scripts/sample/files/xls.js";
import { xlsx } from "../../scripts/sample/files/xlsx.js";

export const STAFF = [
  "Anna Weber",
  "Bob Fell",
  "Carla Monti",
  "Dirk Hansen",
  "Elin Strand",
  "Femi Ade",
];
export const SAVERS = {
  cyrillic: ["Зимин Тарас Львович", "Пахомов Егор"],
  greek: ["Ευάγγελος Μαρίνης", "Νίκη Δάφνη"],
  chinese: ["林海峰", "周明玉"],
  latin: ["Žofie Bělohlávková", "Jürg Mäßli"],
};
const WORDS =
  "budget hall market roof repair treasurer member fee stall ticket clock tower grant letter offer invoice delivery timber slate paint lease insurance audit meeting minutes report plan draft note list order deposit refund balance stock parking poster".split(
    " ",
  );
export const addressOf = (name) =>
  `${name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z ]/g, "")
    .trim()
    .replaceAll(" ", ".")}@halle.example`;

export const sentence = (random) => {
  const words = Array.from({ length: random.int(7, 13) }, () => random.pick(WORDS));
  return `${words.join(" ")} ${random.int(100, 9999)}.`.replace(/^./, (c) => c.toUpperCase());
};

const DAY = 86_400_000;
export const START = Date.UTC(2010, 0, 4, 8);
export const END = Date.UTC(2016, 11, 20, 17);

/** An instant of a working day between two, to the second. */
export function workTime(random, from = START, to = END) {
  const day = from + random.int(0, Math.floor((to - from) / DAY)) * DAY;
  return Math.floor(day / DAY) * DAY + random.int(8 * 3600, 17 * 3600) * 1000;
}

const rows = (random) =>
  Array.from({ length: random.int(8, 20) }, () => [sentence(random), random.int(10, 9000)]);

/** A workbook or Word file: `meta` has creator, saver, created, modified; the rest is ordinary Office. `script` is the saver's, for xls. */
export function officeFile(random, kind, meta) {
  if (kind === "xls") return xls(rows(random), meta, meta.script ?? "latin");
  return packageFile(random, kind, meta);
}

function packageFile(
  random,
  kind,
  { creator, saver, created, modified, rsids, paragraphs, template, company = "Halle" },
) {
  const meta = {
    creator,
    lastModifiedBy: saver,
    created,
    modified,
    company,
    application: kind === "xlsx" ? "Microsoft Excel" : "Microsoft Office Word",
    appVersion: modified < Date.UTC(2013, 6, 1) ? "12.0000" : "15.0300",
    sheetsHeading: "Worksheets",
    minutes: random.int(5, 120),
    revision: random.int(2, 9),
    fontLang: "en-GB",
    ...(template === undefined ? {} : { template }),
    rsids: rsids ?? Array.from({ length: 5 }, () => `00${random.hex(6).toUpperCase()}`),
  };
  if (kind === "xlsx") return xlsx([{ name: "Sheet1", rows: rows(random) }], meta).bytes;
  return docx(paragraphs ?? Array.from({ length: random.int(4, 10) }, () => sentence(random)), meta)
    .bytes;
}

/** A mail with or without a file, as a plain program writes it. */
export function simpleMail(random, { from, to, at, subject, text, file, headers = [] }) {
  const utc = new Date(at).toUTCString().replace("GMT", "+0000");
  const later = new Date(at + 2000).toUTCString().replace("GMT", "+0000");
  const id = `${random.hex(24)}@halle.example`;
  const boundary = `b${random.hex(20)}`;
  const head = [
    `Received: from client.halle.example ([192.0.2.${random.int(2, 250)}]) by mx.halle.example (Postfix) with ESMTPSA id ${random.hex(11).toUpperCase()}; ${later}`,
    `Date: ${utc}`,
    `From: ${from} <${addressOf(from)}>`,
    `To: ${to} <${addressOf(to)}>`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    "MIME-Version: 1.0",
    ...headers,
  ];
  const body = `${text}\r\n`;
  if (file === undefined)
    return Buffer.from(
      [...head, 'Content-Type: text/plain; charset="us-ascii"', "", body].join("\r\n"),
    );
  const base64 = file.bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
  return Buffer.from(
    [
      ...head,
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      "",
      `--${boundary}`,
      'Content-Type: text/plain; charset="us-ascii"',
      "",
      body,
      `--${boundary}`,
      `Content-Type: application/octet-stream; name="${file.name}"`,
      "Content-Transfer-Encoding: base64",
      `Content-Disposition: attachment; filename="${file.name}"`,
      "",
      base64,
      `--${boundary}--`,
      "",
    ].join("\r\n"),
  );
}
