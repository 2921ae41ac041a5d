/**
 * Samples for checks of single messages: one ordinary mail of the cast each, with one header changed. The change is made in the finished
 * bytes, so that everything else stays as the mail program and the servers wrote it.
 */
import { DAY, instant, mailDate } from "./base/time.js";
import { asReceived, composed } from "./plain-mail.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);
const HOUR = 3_600_000;

/** Header lines and body of message bytes, latin-1 on purpose: bytes stay bytes. */
function split(bytes) {
  const text = bytes.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const lines = text
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, "\0")
    .split("\r\n");
  return { lines, body: text.slice(end) };
}

const joined = ({ lines, body }) =>
  Buffer.from(lines.join("\r\n").replaceAll("\0", "\r\n") + body, "latin1");
const isNamed = (line, name) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`);

/** The first header of that name with another value; null takes it away; a function is given the old value. */
export function setHeader(bytes, name, value) {
  const { lines, body } = split(bytes);
  const at = lines.findIndex((line) => isNamed(line, name));
  if (at < 0) throw new Error(`no ${name} header`);
  const old = lines[at].slice(name.length + 1).trim();
  const next = typeof value === "function" ? value(old) : value;
  lines.splice(at, 1, ...(next === null ? [] : [`${lines[at].slice(0, name.length)}: ${next}`]));
  return joined({ lines, body });
}

/** The message with one header more, behind the last of the block. */
export function addHeader(bytes, name, value) {
  const { lines, body } = split(bytes);
  return joined({ lines: [...lines, `${name}: ${value}`], body });
}

/** All headers of that name away. */
function withoutHeaders(bytes, ...names) {
  const { lines, body } = split(bytes);
  return joined({
    lines: lines.filter((line) => !names.some((name) => isNamed(line, name))),
    body,
  });
}

/** The mail with that program and no other. */
const named = (mail, program) =>
  addHeader(withoutHeaders(mail, "X-Mailer", "User-Agent"), "User-Agent", program);

/** FILETIME words of an instant, as hex. */
function fileTimeWords(at) {
  const all = ((BigInt(at) + 11_644_473_600_000n) * 10_000n)
    .toString(16)
    .toUpperCase()
    .padStart(16, "0");
  return [all.slice(0, 8), all.slice(8)];
}

/** Gmail's boundary for an instant, as its web mail writes it since 2018. */
function gmailBoundary(at, tail) {
  const clock = (BigInt(at) * 1000n).toString(16).padStart(14, "0");
  return `000000000000${clock.slice(8)}${clock.slice(0, 8)}${tail}`;
}

const AT = paris(2016, 10, 12, 18, 3, 55);
const DATE = mailDate(AT, "paris");

/** id, sender, file, what is planted, how. `client` where the program matters. */
const ROWS = [
  [
    "arrival-time-contradicts-itself",
    "corentin",
    "poutres.eml",
    "X-OriginalArrivalTime says 12 October in its text and 9 October in its number.",
    (mail) => {
      const [high, low] = fileTimeWords(AT - 3 * DAY);
      return addHeader(
        mail,
        "X-OriginalArrivalTime",
        `12 Oct 2016 16:03:58.0112 (UTC) FILETIME=[${low}:${high}]`,
      );
    },
  ],
  [
    "date-after-first-hop",
    "corentin",
    "echafaudage.eml",
    "The Date is eleven days later than every stamp of a server.",
    (mail) => setHeader(mail, "Date", mailDate(AT + 11 * DAY, "paris")),
  ],
  [
    "date-before-first-hop",
    "corentin",
    "cordes.eml",
    "The Date is five hours earlier than the first stamp.",
    (mail) => setHeader(mail, "Date", mailDate(AT - 5 * HOUR, "paris")),
  ],
  [
    "date-unreadable",
    "ghislain",
    "bennes.eml",
    "The Date header holds words.",
    (mail) => setHeader(mail, "Date", "mercredi soir"),
  ],
  [
    "date-week-before-first-hop",
    "corentin",
    "ardoises.eml",
    "The Date is forty days earlier than every stamp of a server.",
    (mail) => setHeader(mail, "Date", mailDate(AT - 40 * DAY, "paris")),
  ],
  [
    "date-without-zone",
    "ghislain",
    "gravats.eml",
    "The Date header has no offset.",
    (mail) => setHeader(mail, "Date", DATE.replace(/ [+-]\d{4}$/, "")),
  ],
  [
    "date-zone-impossible",
    "ghislain",
    "camion.eml",
    "The Date header has the offset -0487.",
    (mail) => setHeader(mail, "Date", DATE.replace(/[+-]\d{4}$/, "-0487")),
  ],
  [
    "display-name-holds-other-address",
    "noemie",
    "affiche.eml",
    "The name shown for the sender is an address of another domain.",
    (mail) =>
      setHeader(
        mail,
        "From",
        (old) => `"bureau@prefecture-lonne.example" <${/<([^>]+)>/.exec(old)?.[1] ?? old}>`,
      ),
  ],
  [
    "duplicate-date",
    "noemie",
    "salle.eml",
    "Two Date headers a week apart.",
    (mail) => addHeader(mail, "Date", mailDate(AT - 7 * DAY, "paris")),
  ],
  [
    "duplicate-message-id",
    "noemie",
    "tables.eml",
    "Two Message-ID headers.",
    (mail) => addHeader(mail, "Message-ID", "<second.7745@courrier.example.net>"),
  ],
  [
    "duplicate-subject",
    "noemie",
    "chaises.eml",
    "Two Subject headers.",
    (mail) => addHeader(mail, "Subject", "Tout autre chose"),
  ],
  [
    "gmail-id-contradicts-received",
    "noemie",
    "orchestre.eml",
    "The id in a Received header is of March, its stamp of October.",
    (mail) =>
      addHeader(
        mail,
        "Received",
        `by mx.halle.example with SMTP id d9443c01a7336sm22.25.2016.03.02.09.03.57; ${mailDate(AT, "paris")}`,
      ),
  ],
  [
    "gmail-id-under-other-program",
    "noemie",
    "lampions.eml",
    "The Message-ID has the form of Gmail's servers, the program named is Thunderbird.",
    (mail) =>
      named(
        setHeader(
          mail,
          "Message-ID",
          "<CAKx4o7Yt2Wn5pQ8sZ1vBcD3eF6gH9jKlMnOpQrStUvWxYz0123@mail.gmail.com>",
        ),
        "Mozilla Thunderbird",
      ),
  ],
  [
    "program-newer-than-date",
    "noemie",
    "affiches.eml",
    "The mail of 2016 names a program of 2021.",
    (mail) =>
      named(mail, "Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Thunderbird/91.2.0"),
  ],
  [
    "message-id-domain-differs",
    "noemie",
    "vin-chaud.eml",
    "The Message-ID ends in another domain than the sender's address.",
    (mail) => setHeader(mail, "Message-ID", "<20161012.77451@poste-portable.example.com>"),
  ],
  [
    "message-id-domain-unrelated",
    "noemie",
    "guirlande.eml",
    "The Message-ID ends in a domain that neither the sender nor a server has.",
    (mail) => setHeader(mail, "Message-ID", "<20161012.77452@ordinateur.invalid>"),
  ],
  [
    "message-id-malformed",
    "noemie",
    "parquet.eml",
    "The Message-ID has no brackets and no at sign.",
    (mail) => setHeader(mail, "Message-ID", "20161012-77453"),
  ],
  [
    "message-id-missing",
    "noemie",
    "vestiaire.eml",
    "A received mail without Message-ID.",
    (mail) => setHeader(mail, "Message-ID", null),
  ],
  [
    "no-received",
    "noemie",
    "bar.eml",
    "No server stamped the message.",
    (mail) => withoutHeaders(mail, "Received", "Return-Path", "Delivered-To"),
  ],
  [
    "outlook-without-its-boundary",
    "noemie",
    "tombola.eml",
    "X-Mailer says Outlook, the boundary is one of a script.",
    (mail) =>
      addHeader(
        setHeader(
          withoutHeaders(mail, "X-Mailer", "User-Agent"),
          "Content-Type",
          'multipart/mixed; boundary="===============8812445511=="',
        ),
        "X-Mailer",
        "Microsoft Outlook 15.0",
      ),
  ],
  [
    "outlook-without-its-headers",
    "noemie",
    "lots.eml",
    "X-Mailer says Outlook; nothing else of Outlook is there.",
    (mail) =>
      addHeader(
        withoutHeaders(mail, "X-Mailer", "User-Agent"),
        "X-Mailer",
        "Microsoft Outlook 15.0",
      ),
  ],
  [
    "received-clock-skew",
    "corentin",
    "grue.eml",
    "The last server stamped the message forty minutes before the one before it.",
    (mail) =>
      setHeader(mail, "Received", (old) =>
        old.replace(/;[^;]*$/, `; ${mailDate(AT - 40 * 60_000, "paris")}`),
      ),
  ],
  [
    "reply-to-elsewhere",
    "noemie",
    "inscription.eml",
    "Answers go to another domain.",
    (mail) => addHeader(mail, "Reply-To", "reponses@boites.example.com"),
  ],
  [
    "reply-without-references",
    "noemie",
    "re-parking.eml",
    "The subject says Re:, no header says to what.",
    (mail) => setHeader(mail, "Subject", "Re: Parking"),
  ],
  [
    "signature-key-younger-than-date",
    "noemie",
    "photos.eml",
    "A signature names a key of 2021 on a mail dated 2016.",
    (mail) =>
      addHeader(
        mail,
        "DKIM-Signature",
        "v=1; a=rsa-sha256; c=relaxed/relaxed; d=gmail.com; s=20210112; h=from:to:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA",
      ),
  ],
  [
    "transport-clock-disagrees-with-date",
    "noemie",
    "presse.eml",
    "A signature is nine days later than the Date.",
    (mail) =>
      addHeader(
        mail,
        "DKIM-Signature",
        `v=1; a=rsa-sha256; d=courrier.example.net; s=s1; t=${Math.floor((AT + 9 * DAY) / 1000)}; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`,
      ),
  ],
  [
    "zone-comment-contradicts-offset",
    "ghislain",
    "remblai.eml",
    "The offset is that of Paris in summer, the name beside it is PST.",
    (mail) => setHeader(mail, "Date", `${DATE} (PST)`),
  ],
  [
    "composition-clock-disagrees-with-date",
    "noemie",
    "budget-buvette.eml",
    "The Date and nothing else was set 33 days back: boundary and servers agree on 12 October.",
    (mail) => {
      const boundary = gmailBoundary(AT, "7c");
      const made = setHeader(
        setHeader(mail, "Content-Type", `multipart/mixed; boundary="${boundary}"`),
        "Date",
        mailDate(AT - 33 * DAY, "paris"),
      );
      const text = made.toString("latin1");
      const end = text.indexOf("\r\n\r\n") + 4;
      const part = `--${boundary}\r\nContent-Type: text/plain; charset="UTF-8"\r\n\r\nLe budget de la buvette est de 900 euros.\r\n--${boundary}--\r\n`;
      return Buffer.from(text.slice(0, end) + part, "latin1");
    },
  ],
  [
    "content-length-disagrees",
    "corentin",
    "marche.eml",
    "Content-Length counts 4,096 bytes, far more than the body has.",
    (mail) => addHeader(mail, "Content-Length", "4096"),
  ],
];

/** Checks whose condition brings others with it. */
const ALSO = {
  "composition-clock-disagrees-with-date": ["date-week-before-first-hop"],
  "date-after-first-hop": ["composition-clock-disagrees-with-date"],
  "date-week-before-first-hop": ["composition-clock-disagrees-with-date"],
  "outlook-without-its-boundary": ["outlook-without-its-headers"],
};

/** `[{check, files, fires, note, mayAlsoFire?}]`. */
export function tamperedMail(root) {
  return ROWS.map(([check, from, name, note, change]) => {
    const mail = composed(root, `tampered/${check}`, {
      from,
      to: ["odile"],
      at: AT,
      subject: name.replace(/\.eml$/, "").replaceAll("-", " "),
      paragraphs: ["Bonjour Odile,", "Je te confirme ce que nous avons dit hier au marché."],
    });
    const bytes = change(asReceived(mail));
    return {
      check,
      files: [[name, bytes]],
      fires: [name],
      ...(ALSO[check] === undefined ? {} : { mayAlsoFire: ALSO[check] }),
      note,
    };
  });
}
