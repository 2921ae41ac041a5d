/** Samples for checks of single files and of files among others: ordinary documents of the cast with one property that does not fit. */
import { accounts, sheetMeta, wordMeta } from "./attachments.js";
import { DAY, instant, MINUTE } from "./base/time.js";
import { COMPANY } from "./cast.js";
import { doc } from "./files/doc.js";
import { docx } from "./files/docx.js";
import { pdf } from "./files/pdf.js";
import { xlsx } from "./files/xlsx.js";
import { zip } from "./files/zip.js";

const paris = (y, m, d, h, min, s = 0) => instant(y, m, d, h, min, "paris", s);
const AT = paris(2016, 5, 11, 15, 20, 9);

const sheet = (random, meta, name = "Feuil1") =>
  xlsx([{ name, rows: accounts(random, AT) }], meta).bytes;
const letter = [
  "Bonjour,",
  "Le conseil se réunit jeudi à la mairie, salle du premier étage.",
  "Merci de confirmer votre venue.",
];

function pdfMeta(random, more = {}) {
  return {
    title: "Plan de financement",
    author: COMPANY,
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created: AT,
    modified: AT,
    id: random.hex(32).toUpperCase(),
    ...more,
  };
}

/** The same bytes with one text for another of equal length; throws when it is not there exactly once. */
function patched(bytes, from, to) {
  const text = bytes.toString("latin1");
  if (from.length !== to.length || text.split(from).length !== 2)
    throw new Error(`cannot patch ${from}`);
  return Buffer.from(text.replace(from, to), "latin1");
}

const ROWS = [
  [
    "last-saver-differs-from-creator",
    "cotisations.xlsx",
    "Made by one person of the cast, saved by another.",
    (random) => sheet(random, sheetMeta(random, "odile", "corentin", AT)),
  ],
  [
    "program-under-document-name",
    "convocation.pdf",
    "A Windows program by its first bytes, named as a PDF. It does nothing.",
    () => Buffer.concat([Buffer.from("4d5a9000", "hex"), Buffer.alloc(124)]),
  ],
  [
    "modified-before-created",
    "estimation.xlsx",
    "core.xml says modified three weeks before created.",
    (random) =>
      sheet(random, {
        ...sheetMeta(random, "odile", "odile", AT),
        created: AT,
        modified: AT - 21 * DAY,
      }),
  ],
  [
    "printed-after-modified",
    "convocation.docx",
    "core.xml says printed two days after it was last modified.",
    (random) =>
      docx(letter, {
        ...wordMeta(random, "odile", "odile", AT),
        created: AT - DAY,
        modified: AT,
        printed: AT + 2 * DAY,
      }).bytes,
  ],
  [
    "saved-before-program-existed",
    "inventaire-2011.xlsx",
    "Last saved in 2011 by a program version of 2015.",
    (random) =>
      sheet(random, {
        ...sheetMeta(random, "odile", "odile", AT),
        application: "Microsoft Excel",
        appVersion: "16.0300",
        created: paris(2011, 3, 2, 9, 0),
        modified: paris(2011, 3, 4, 9, 30),
      }),
  ],
  [
    "long-text-no-edit-time",
    "rapport-moral.docx",
    "Six thousand characters, no minute of editing, one save.",
    (random) =>
      docx(
        Array.from(
          { length: 60 },
          (_, i) =>
            `Article ${i + 1}. L'association entretient la halle, son horloge et ses abords, et en rend compte chaque année aux adhérents.`,
        ),
        { ...wordMeta(random, "odile", "odile", AT), minutes: 0, revision: 1 },
      ).bytes,
  ],
  [
    "edit-time-exceeds-lifetime",
    "reglement.docx",
    "Fifty hours of editing between a creation and a save one hour apart.",
    (random) =>
      docx(letter, {
        ...wordMeta(random, "odile", "odile", AT),
        created: AT,
        modified: AT + 60 * MINUTE,
        minutes: 3000,
      }).bytes,
  ],
  [
    "machine-traces",
    "stock.xlsx",
    "The workbook names the folder it was saved in.",
    (random) =>
      sheet(random, {
        ...sheetMeta(random, "odile", "odile", AT),
        application: "Microsoft Excel",
        appVersion: "15.0300",
        absPath: "C:\\Users\\odile\\Documents\\halle\\",
      }),
  ],
  [
    "hidden-content",
    "salaires.xlsx",
    "A sheet is hidden.",
    (random) =>
      xlsx(
        [
          { name: "Feuil1", rows: accounts(random, AT) },
          { name: "Notes", rows: [["à ne pas montrer"]], state: "hidden" },
        ],
        sheetMeta(random, "odile", "odile", AT),
      ).bytes,
  ],
  [
    "zip-layout-unlike-program",
    "toiture.docx",
    "A file that names Word, packed by another program that writes member times.",
    (random) => repacked(docx(letter, wordMeta(random, "odile", "odile", AT)).bytes),
  ],
  [
    "word-file-without-rsids",
    "adhesion.docx",
    "A file that names Word and has none of its revision ids.",
    (random) => docx(letter, { ...wordMeta(random, "odile", "odile", AT), rsids: [] }).bytes,
  ],
  [
    "anonymised-metadata",
    "budget-caviarde.xlsx",
    "The slots for creator and last saver are there and empty.",
    (random) =>
      sheet(random, {
        ...sheetMeta(random, "odile", "odile", AT),
        creator: "",
        lastModifiedBy: "",
        application: "Microsoft Excel",
      }),
  ],
  [
    "pdf-dates-disagree",
    "financement.pdf",
    "The document information says another day of creation than the XMP packet.",
    (random) =>
      patched(
        pdf(["Plan de financement", "Total 48200 euros"], pdfMeta(random)).bytes,
        "<xmp:CreateDate>2016-05-11",
        "<xmp:CreateDate>2016-05-09",
      ),
  ],
  [
    "pdf-modified-before-created",
    "attestation.pdf",
    "ModDate is four days before CreationDate.",
    (random) =>
      pdf(
        ["Attestation", "La halle est assurée."],
        pdfMeta(random, { modified: AT - 4 * DAY - 7 * MINUTE }),
      ).bytes,
  ],
  [
    "active-content",
    "formulaire.pdf",
    "The document has a script that runs when it is opened.",
    (random) =>
      patched(
        pdf(["Formulaire"], pdfMeta(random)).bytes,
        "<< /Type /Catalog /Pages 2 0 R /Metadata 7 0 R >>",
        "<< /Type /Catalog /Pages 2 0 R /JavaScript 1   >>",
      ),
  ],
  [
    "archive-times-all-equal",
    "pieces.zip",
    "Six members with one time.",
    () =>
      zip(
        ["a", "b", "c", "d", "e", "f"].map((name) => ({
          name: `${name}.txt`,
          bytes: Buffer.from(`pièce ${name}\n`),
          at: AT,
        })),
        { host: 3 },
      ),
  ],
  [
    "word-save-times-disagree",
    "compte-rendu-2009.doc",
    "The properties say 2009, the header of the document says 2012.",
    () =>
      doc(letter, {
        creator: "Odile",
        saver: "Odile",
        created: paris(2009, 3, 2, 9, 12),
        modified: paris(2009, 3, 4, 16, 40),
        savedAt: paris(2012, 5, 20, 11, 2),
      }),
  ],
  [
    "removed-cells-left-traces",
    "provisions.xlsx",
    "Two shared strings are in the workbook that no cell shows.",
    (random) =>
      sheet(random, {
        ...sheetMeta(random, "odile", "odile", AT),
        unusedStrings: ["Provision pour le procès", "à ne pas montrer au commissaire"],
      }),
  ],
];

/** An Office package with member times, as a general zip program writes them. Members are stored, not packed. */
function repacked(bytes) {
  const names = [];
  // Central directory, walked by hand: the sample's own packages have no comment and no 64-bit fields
  let at = bytes.readUInt32LE(bytes.length - 22 + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    names.push(at);
    at +=
      46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  const out = Buffer.from(bytes);
  // 2016-05-11 15:20:08 in DOS form, in both headers of every member
  const date = ((2016 - 1980) << 9) | (5 << 5) | 11;
  const time = (15 << 11) | (20 << 5) | 4;
  for (const entry of names) {
    out.writeUInt16LE(time, entry + 12);
    out.writeUInt16LE(date, entry + 14);
    const header = out.readUInt32LE(entry + 42);
    out.writeUInt16LE(time, header + 10);
    out.writeUInt16LE(date, header + 12);
  }
  return out;
}

const single =
  ([check, name, note, make]) =>
  (root) => ({ check, files: [[name, make(root.fork(`tampered/${check}`))]], fires: [name], note });

/** C07 alone: two old sheets of the treasurer saved by a name that is nowhere else. */
function saverNowhereElse(root) {
  const random = root.fork("tampered/saver");
  const files = [2013, 2015].map((year, i) => {
    const created = paris(year, 4, 6 + i, 10, 12, 40 + i);
    const meta = {
      ...sheetMeta(random, "odile", "odile", created + 50 * DAY),
      created,
      lastModifiedBy: "Bertil Hagsund",
    };
    return [`subventions-${year}.xlsx`, sheet(random, meta)];
  });
  return {
    check: "saver-seen-nowhere-else",
    files,
    fires: files.map(([name]) => name),
    note: "Two sheets of the treasurer carry a last saver that is nowhere else in the corpus.",
  };
}

/** C08 alone: a Greek saver in a corpus of Latin and some Cyrillic. */
function foreignScript(root) {
  const random = root.fork("tampered/script");
  const files = ["recettes", "depenses"].map((name, i) => {
    const created = paris(2015, 9, 3 + i, 9, 30, i);
    const meta = {
      ...sheetMeta(random, "odile", "odile", created + 20 * DAY),
      created,
      lastModifiedBy: "Ευάγγελος Μαρίνης",
    };
    return [`${name}.xlsx`, sheet(random, meta)];
  });
  return {
    check: "foreign-script-metadata",
    files,
    fires: files.map(([name]) => name),
    mayAlsoFire: ["saver-seen-nowhere-else"],
    note: "Two sheets carry a last saver in Greek letters, which no other document here shows.",
  };
}

/** C14: two Word files of different creators with the same revision ids. */
function sharedIds(root) {
  const random = root.fork("tampered/rsids");
  const ids = Array.from({ length: 5 }, () => `00${random.hex(6).toUpperCase()}`);
  const one = docx(letter, { ...wordMeta(random, "odile", "odile", AT), rsids: ids }).bytes;
  const two = docx(["Note", "La subvention sera versée en deux fois, en juin et en octobre."], {
    ...wordMeta(random, "lothar", "lothar", AT + 90 * DAY),
    rsids: ids.slice(1),
  }).bytes;
  return {
    check: "shared-rsids",
    files: [
      ["courrier.docx", one],
      ["vermerk.docx", two],
    ],
    fires: ["courrier.docx", "vermerk.docx"],
    note: "Two files of different creators share four revision ids.",
  };
}

/** O05: an old letter emptied and filled with other text; creator and creation second stay. */
function inherited(root) {
  const random = root.fork("tampered/inherited");
  const meta = {
    ...wordMeta(random, "odile", "odile", AT),
    created: paris(2014, 2, 5, 8, 40, 13),
    modified: paris(2014, 2, 6, 9, 0, 2),
  };
  const before = docx(
    ["Invitation à l'assemblée", "Les adhérents sont invités à l'assemblée annuelle le 3 mars."],
    meta,
  ).bytes;
  const after = docx(
    ["Note de service", "Les paiements au sous-traitant se font en espèces et sans facture."],
    { ...meta, modified: paris(2016, 12, 1, 23, 14, 5), lastModifiedBy: "Bertil Hagsund" },
  ).bytes;
  return {
    check: "inherited-from-other-file",
    files: [
      ["assemblee-2014.docx", before],
      ["note-de-service.docx", after],
    ],
    fires: ["note-de-service.docx"],
    mayAlsoFire: ["shared-rsids", "saver-seen-nowhere-else"],
    note: "A note has creator and creation second of an old letter, other text, and another last saver.",
  };
}

/** P01 over the corpus: as pdf-earlier-revision, told by what changed. */
function revisionText(root) {
  const random = root.fork("tampered/pdf-text");
  const lines = (amount) => [
    "Reçu 2016-41",
    `Reçu de l'association la somme de ${amount} euros`,
    "Pour la réparation de l'horloge de la halle",
  ];
  const made = pdf(lines("980"), pdfMeta(random), {
    updates: [{ lines: lines("1980"), modified: AT + 5 * DAY, id: random.hex(32).toUpperCase() }],
  });
  return {
    check: "pdf-revision-text-changed",
    files: [["recu-2016-41.pdf", made.bytes]],
    fires: ["recu-2016-41.pdf"],
    mayAlsoFire: ["pdf-earlier-revision"],
    note: "The first revision in the file says 980 euros, the last 1980.",
  };
}

/** P03: a letter whose letterhead is a picture of a page. */
function textOverLetterhead(root) {
  const random = root.fork("tampered/letterhead");
  const made = pdf(
    [
      "Attestation",
      "L'association atteste avoir reçu de la mairie le concours prévu pour l'horloge.",
      "Fait pour servir et valoir ce que de droit.",
    ],
    pdfMeta(random),
    { letterhead: true },
  );
  return {
    check: "pdf-text-over-letterhead",
    files: [["attestation.pdf", made.bytes]],
    fires: ["attestation.pdf"],
    note: "The letterhead is a picture as large as the page; the text of the letter is drawn upon it.",
  };
}

/** C05: the sheet of a mail of the clean corpus is not touched; a pair of its own is planted, one in a mail, one loose. */
export function tamperedFiles(root) {
  return [
    ...ROWS.map(single),
    saverNowhereElse,
    foreignScript,
    sharedIds,
    inherited,
    revisionText,
    textOverLetterhead,
  ].map((make) => make(root));
}
