/** Samples for checks that need many mails, other formats, or a signature: each is ordinary but for the one thing its check looks for. */
import { accounts, sheetMeta } from "./attachments.js";
import { DAY, HOUR, instant, mailDate } from "./base/time.js";
import { COMPANY } from "./cast.js";
import { jpeg } from "./files/jpeg.js";
import { pdf } from "./files/pdf.js";
import { xls } from "./files/xls.js";
import { xlsx } from "./files/xlsx.js";
import { zip } from "./files/zip.js";
import { asReceived, composed } from "./plain-mail.js";
import { addHeader } from "./tampered-mail.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);
const AT = paris(2016, 5, 11, 15, 20, 9);

/** A short mail as a plain program writes it: for samples that need hundreds. */
export function note(random, { from, to, at, id, parent, headers = [], ip = "192.0.2.14" }) {
  const domain = from.slice(from.indexOf("@") + 1);
  return [
    `Received: from poste.${domain} ([${ip}]) by mx.halle.example (Postfix) with ESMTPSA id ${random.hex(11)}; ${mailDate(at + 2000, "paris")}`,
    `Date: ${mailDate(at, "paris")}`,
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: Passage ${random.int(100, 999)}`,
    `Message-ID: <${id ?? `${random.hex(20)}@${domain}`}>`,
    ...(parent === undefined ? [] : [`In-Reply-To: <${parent}>`]),
    ...headers,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `Compteur ${random.int(1000, 9999)}.`,
    "",
  ].join("\n");
}

export const mbox = (mails) =>
  Buffer.from(mails.map((mail) => `From - Mon Jan  4 00:00:00 2016\n${mail}\n`).join(""), "latin1");

/** C10: a meter that mails every few hours, and eight days without. */
function hole(root) {
  const random = root.fork("tampered/hole");
  const start = paris(2016, 2, 1, 0, 10);
  const mails = Array.from({ length: 320 }, (_, i) => {
    const at = start + i * 4 * HOUR + (i >= 160 ? 8 * DAY : 0) + random.int(0, 1800) * 1000;
    return note(random, { from: "compteur@halle.example", to: "releve@halle.example", at });
  });
  return {
    check: "mail-hole",
    files: [["releve.mbox", mbox(mails)]],
    fires: ["releve.mbox"],
    note: "A source with six mails a day holds none for eight days.",
  };
}

/** C11: two mailboxes that share what one sent the other, but for two mails. */
function oneSided(root) {
  const random = root.fork("tampered/one-sided");
  const mails = Array.from({ length: 40 }, (_, i) =>
    note(random, {
      from: "perrine@halle.example",
      to: "yann@halle.example",
      at: paris(2016, 3, 1 + (i % 28), 9, i),
    }),
  );
  const others = (from, to) =>
    Array.from({ length: 20 }, (_, i) =>
      note(random, { from, to, at: paris(2016, 4, 1 + i, 8, 5) }),
    );
  const sent = [...mails, ...others("perrine@halle.example", "mairie@ville.example")];
  const received = [
    ...mails.filter((_, i) => i !== 11 && i !== 27).map((mail) => `${mail}\n`),
    ...others("mairie@ville.example", "yann@halle.example"),
  ];
  return {
    check: "one-sided-mail",
    files: [
      ["perrine-envoyes.mbox", mbox(sent)],
      ["yann-recus.mbox", mbox(received)],
    ],
    fires: ["perrine-envoyes.mbox"],
    note: "Two of forty mails are in the sender's mailbox and not in the recipient's.",
  };
}

/** C09: a week in which every mail answered is not there. */
function referencedMissing(root) {
  const random = root.fork("tampered/missing");
  const mails = Array.from({ length: 24 }, (_, i) =>
    note(random, {
      from: "yann@halle.example",
      to: "perrine@halle.example",
      at: paris(2016, 6, 6 + (i % 4), 10, i),
      parent: `${random.hex(20)}@halle.example`,
    }),
  );
  return {
    check: "referenced-mail-missing",
    files: [["reponses.mbox", mbox(mails)]],
    fires: ["reponses.mbox"],
    note: "In one week twenty-four mails answer mails that are not in the corpus.",
  };
}

/** H21: one mail of many from another network. */
function firstHopNew(root) {
  const random = root.fork("tampered/first-hop");
  const mails = Array.from({ length: 30 }, (_, i) =>
    note(random, {
      from: "gardien@halle.example",
      to: "perrine@halle.example",
      at: paris(2016, 7, 1 + (i % 28), 18, i),
      ip: i === 17 ? "203.0.113.80" : "198.51.100.21",
    }),
  );
  return {
    check: "sender-first-hop-new",
    files: [["gardien.mbox", mbox(mails)]],
    fires: ["gardien.mbox"],
    note: "One of thirty mails of a sender comes from another network.",
  };
}

/** Z01: member times as wall clock and as UTC, which tell the zone of the packing computer. */
function packerZone() {
  const members = ["plan", "devis", "photo"].map((name, i) => ({
    name: `${name}.txt`,
    bytes: Buffer.from(`pièce ${name}\n`),
    at: AT + i * DAY,
    utc: true,
  }));
  return {
    check: "archive-packer-zone",
    files: [["travaux.zip", zip(members, { host: 3 })]],
    fires: ["travaux.zip"],
    note: "Members carry their time as wall clock and as UTC, two hours apart.",
  };
}

/** Z02: an archive put together after the mail ends. */
function packedAfterMail() {
  const members = ["liste", "inventaire"].map((name, i) => ({
    name: `${name}.txt`,
    bytes: Buffer.from(`${name}\n`),
    at: paris(2018, 2, 3 + i, 11, 4),
  }));
  return {
    check: "archive-packed-after-mail",
    files: [["envoi.zip", zip(members, { host: 3 })]],
    fires: ["envoi.zip"],
    note: "A loose archive holds a file of 2018; the mail ends before.",
  };
}

/** O06: a message of the program in another language than the file's headings. */
function errorText(root) {
  const random = root.fork("tampered/error-text");
  const meta = sheetMeta(random, "odile", "odile", AT);
  const rows = [...accounts(random, AT), ["Error! Hyperlink reference not valid.", 0]];
  return {
    check: "foreign-error-text",
    files: [["liens.xlsx", xlsx([{ name: "Feuil1", rows }], meta).bytes]],
    fires: ["liens.xlsx"],
    note: "A cell holds an error message of the program in another language than the headings of the file.",
  };
}

export const photo = (more) =>
  jpeg(12, 9, (x, y) => 90 + 8 * x + 2 * y, {
    make: "Halcam",
    model: "HC-20",
    takenAt: AT,
    zone: "paris",
    ...more,
  });

function changedBeforeTaken() {
  return {
    check: "image-changed-before-taken",
    files: [["facade.jpg", photo({ changedAt: AT - 12 * DAY })]],
    fires: ["facade.jpg"],
    note: "EXIF says changed twelve days before taken.",
  };
}

function savedByEditor() {
  return {
    check: "image-saved-by-editor",
    files: [["toiture.jpg", photo({ software: "GIMP 2.8.16" })]],
    fires: ["toiture.jpg"],
    note: "A photograph names a camera and an editing program.",
  };
}

function pdfMeta(random, more = {}) {
  return {
    title: "Convention",
    author: COMPANY,
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created: AT,
    modified: AT,
    id: random.hex(32).toUpperCase(),
    ...more,
  };
}

/** P05: an update behind what the signature covers. */
function changedAfterSignature(root) {
  const random = root.fork("tampered/signature");
  const first = pdf(["Convention", "Montant 4100 euros"], pdfMeta(random)).bytes;
  const xref = /startxref\n(\d+)\n%%EOF\n$/.exec(first.toString("latin1"))?.[1];
  const covered = first.length;
  const added = `9 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 ${covered - 200} ${covered - 150} 150] >>\nendobj\nxref\n9 1\n${String(covered).padStart(10, "0")} 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev ${xref} >>\nstartxref\n`;
  const start = covered + added.indexOf("xref\n9 1");
  return {
    check: "pdf-changed-after-signature",
    files: [
      [
        "convention.pdf",
        Buffer.concat([first, Buffer.from(`${added}${start}\n%%EOF\n`, "latin1")]),
      ],
    ],
    fires: ["convention.pdf"],
    mayAlsoFire: ["pdf-earlier-revision"],
    note: "The range that the signature covers ends before the last update.",
  };
}

/** O07: the times of a PDF state an offset. */
function zoneTold(root) {
  return {
    check: "file-zone-told",
    files: [["programme.pdf", pdf(["Programme"], pdfMeta(root.fork("tampered/zone"))).bytes]],
    fires: ["programme.pdf"],
    note: "The times in the document information state an offset.",
  };
}

/** O07, P04: one of nine files of a creator in another zone. */
function zoneNew(root) {
  const random = root.fork("tampered/zone-new");
  const files = Array.from({ length: 9 }, (_, i) => {
    const at = paris(2016, 1 + i, 7, 10, 3 * i);
    const more = { author: "Perrine Coste", created: at, modified: at };
    const meta = pdfMeta(random, i === 6 ? { ...more, zone: "pacific" } : more);
    return [`fiche-${i + 1}.pdf`, pdf([`Fiche ${i + 1}`], meta).bytes];
  });
  return {
    check: "saver-zone-new",
    files,
    fires: ["fiche-7.pdf"],
    note: "One of nine files of a creator states another zone than all others.",
  };
}

/** O11: the container was written weeks after the stated saving. */
function containerLater() {
  const rows = [
    ["Recettes", 1840],
    ["Depenses", 1715],
  ];
  const meta = {
    creator: "Odile",
    saver: "Odile",
    created: paris(2012, 3, 1, 9, 12),
    modified: paris(2012, 4, 2, 16, 40),
    written: paris(2012, 5, 20, 11, 2),
  };
  return {
    check: "container-written-after-saving",
    files: [["comptes-2012.xls", xls(rows, meta, "latin")]],
    fires: ["comptes-2012.xls"],
    note: "The root entry of the container was written seven weeks after the stated last saving.",
  };
}

/** P06: an amount in a font of its own. */
function numberInOtherFont(root) {
  const random = root.fork("tampered/font");
  const lines = [
    "Devis pour la charpente de la halle",
    "Fourniture de bois, taille et pose, transport compris, selon visite du mois de mai.",
    "Les travaux durent trois semaines et commencent après la fête.",
    "Montant total en euros, taxes comprises:",
    { other: "18400" },
    "Ce devis est valable trois mois. Fait en deux exemplaires.",
  ];
  return {
    check: "pdf-number-in-other-font",
    files: [["devis-charpente.pdf", pdf(lines, pdfMeta(random)).bytes]],
    fires: ["devis-charpente.pdf"],
    note: "The amount stands in a font used for nothing else.",
  };
}

/** H22: noted as signed well, and the body is another. */
function bodyDiffers(root) {
  const mail = composed(root, "tampered/body", {
    from: "meunerie",
    to: ["odile"],
    at: AT,
    subject: "Tarif",
    paragraphs: ["Bonjour,", "Le sac reste au prix de mars."],
  });
  const signature =
    "v=1; a=rsa-sha256; c=relaxed/relaxed; d=meunerie.example; s=mail; h=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=Zm9v";
  const signed = addHeader(asReceived(mail), "DKIM-Signature", signature);
  return {
    check: "signed-body-differs",
    files: [
      [
        "tarif.eml",
        addHeader(
          signed,
          "Authentication-Results",
          "mx.halle.example; dkim=pass header.d=meunerie.example",
        ),
      ],
    ],
    fires: ["tarif.eml"],
    note: "The receiving server noted a good signature; the hash of the body is not the signed one.",
  };
}

/** Samples of this file. */
export function tamperedMore(root) {
  return [
    hole,
    oneSided,
    referencedMissing,
    firstHopNew,
    packerZone,
    packedAfterMail,
    errorText,
    changedBeforeTaken,
    savedByEditor,
    changedAfterSignature,
    zoneTold,
    zoneNew,
    containerLater,
    numberInOtherFont,
    bodyDiffers,
  ].map((make) => make(root));
}
