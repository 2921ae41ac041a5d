/**
 * Files that are mailed or lie beside the mailboxes. Each maker gives `{name, type, bytes, text, meta}`; text is what a reader
 * of the file finds, known here because the file is made from it. Files are finished before the mail that carries them is sent,
 * and their creators are people of the cast.
 */
import { DAY, dayText, HOUR, instant, local, MINUTE, NAMES } from "./base/time.js";
import { COMPANY, office, person } from "./cast.js";
import { docx } from "./files/docx.js";
import { jpeg } from "./files/jpeg.js";
import { ics, odt, rtf, vcf } from "./files/others.js";
import { pdf } from "./files/pdf.js";
import { pptx } from "./files/pptx.js";
import { xlsx } from "./files/xlsx.js";

const TYPES = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  pdf: "application/pdf",
  jpg: "image/jpeg",
  csv: "text/csv",
  txt: "text/plain",
  ics: "text/calendar",
  vcf: "text/vcard",
  rtf: "application/rtf",
  html: "text/html",
  zip: "application/zip",
  eml: "message/rfc822",
};

const HEADINGS = { fr: "Feuilles de calcul", de: "Arbeitsblätter", en: "Worksheets", ru: "Листы" };

const two = (n) => String(n).padStart(2, "0");

/** "2016-05-10" of the sender's day. */
export function dayName(at) {
  const t = local(at, "paris");
  return `${t.year}-${two(t.month)}-${two(t.day)}`;
}

/** A working-hours instant on the day of `at` or an earlier one, at least `before` ms earlier than `at`. */
function earlier(random, at, before) {
  const latest = at - before;
  const t = local(latest - random.int(0, 2) * DAY, "paris");
  const wish = instant(
    t.year,
    t.month,
    t.day,
    random.int(9, 18),
    random.int(0, 59),
    "paris",
    random.int(1, 58),
  );
  return Math.min(wish, latest - random.int(1, 50) * 1000);
}

/** Created, modified and edit minutes that fit each other and lie before `at`. */
export function times(random, at, longestDays = 40) {
  const modified = Math.floor(earlier(random, at, 25 * MINUTE) / 1000) * 1000;
  const created = modified - random.int(1, longestDays) * DAY - random.int(1, 300) * MINUTE;
  return { created, modified, minutes: random.int(25, 240), revision: random.int(3, 14) };
}

export function sheetMeta(random, creator, saver, at, extra = {}) {
  const savedBy = person(saver);
  return {
    ...office(saver, "Microsoft Excel"),
    creator: person(creator).name,
    lastModifiedBy: savedBy.name,
    company: extra.company ?? companyOf(saver),
    sheetsHeading: HEADINGS[savedBy.lang],
    ...times(random, at),
    ...extra,
  };
}

function companyOf(key) {
  if (key === "gerald") return "Cabinet Pommerit et Fille";
  if (key === "lothar" || key === "frauke") return "Partnerschaftsverein Lindenrode e. V.";
  if (key === "imogen") return "Market Weatherby Twinning Circle";
  if (key === "pakhom") return "Мастерская «Тёсаный брус»";
  return COMPANY;
}

const rsids = (random) =>
  Array.from({ length: random.int(4, 7) }, () => `00${random.hex(6).toUpperCase()}`);

export function wordMeta(random, creator, saver, at, extra = {}) {
  return {
    ...office(saver, "Microsoft Office Word"),
    creator: person(creator).name,
    lastModifiedBy: person(saver).name,
    company: companyOf(saver),
    rsids: rsids(random),
    ...times(random, at, 20),
    ...extra,
  };
}

export const file = (name, { bytes, text }, meta) => ({
  name,
  type: TYPES[name.split(".").pop()],
  bytes,
  text,
  meta,
});

const WRITERS = new Set([
  "odile",
  "corentin",
  "henrike",
  "gerald",
  "aglaya",
  "bastien",
  "maelle",
  "lothar",
  "frauke",
  "imogen",
]);
const writer = (from) => (WRITERS.has(from.key) ? from.key : "henrike");

/** Income and expenses of a month. */
export function accounts(random, at) {
  const t = local(at, "paris");
  const labels = random.some(
    [
      "Cotisations",
      "Buvette",
      "Tombola",
      "Don chèque",
      "Affiches",
      "Timbres",
      "Location barnum",
      "Assurance",
      "Gaz",
      "Sono",
      "Tuiles",
      "Hébergement du site",
      "Transport",
      "Fournitures",
    ],
    random.int(7, 11),
  );
  let sum = 0;
  const rows = labels.map((label) => {
    const income = ["Cotisations", "Buvette", "Tombola", "Don chèque"].includes(label);
    const amount = (income ? 1 : -1) * (random.int(1200, 61000) / 100);
    sum = Math.round((sum + amount) * 100) / 100;
    return [`${two(random.int(1, 27))}/${two(t.month)}/${t.year}`, label, amount];
  });
  return [
    ["Date", "Libellé", "Montant"],
    ...rows,
    ["", "Solde", { formula: `SUM(C2:C${rows.length + 1})`, value: sum }],
  ];
}

/** Cameras with invented makers, one a person. */
const CAMERAS = {
  ghislain: ["Lumarex", "LX-40"],
  noemie: ["Orbitel", "Orbitel S5"],
  bastien: ["Orbitel", "Orbitel S4 mini"],
  maelle: ["Fernlicht", "FL 200"],
  imogen: ["Kestrel Optics", "K3"],
  lothar: ["Fernlicht", "FL 120"],
};

export function picture(random, takenAt, owner, { gps, zone = "paris" } = {}) {
  const [make, model] = CAMERAS[owner] ?? ["Lumarex", "LX-20"];
  const [a, b, c] = [random.int(3, 11), random.int(2, 9), random.int(0, 90)];
  return {
    bytes: jpeg(20, 14, (x, y) => (c + ((x * a + y * b + ((x * y) >> 2)) % 160)) & 255, {
      make,
      model,
      takenAt,
      zone,
      gps,
    }),
    text: "",
  };
}

export const MAKERS = {
  noteDocx: ({ at, from, random, paragraphs, serial }) => {
    const key = writer(from);
    const meta = wordMeta(random, key, key, at, { title: "Note" });
    return file(
      `note-${dayName(at)}-${serial}.docx`,
      docx(["Note interne", dayText(at, "paris", "fr"), ...paragraphs], meta),
      meta,
    );
  },
  speechDocx: ({ at, from, to, random, paragraphs, serial }) => {
    const meta = wordMeta(random, "bastien", writer(from), at, { title: "Allocution" });
    const editor = person(from.key === "bastien" ? "bastien" : "corentin").name;
    const changeAt = meta.modified - random.int(2, 20) * MINUTE;
    const changed = random.chance(0.6);
    const lines = [
      "Mesdames, Messieurs, chers amis de la halle,",
      changed
        ? [
            "Nous voici ",
            { deleted: "réunis", by: editor, at: changeAt },
            { inserted: "rassemblés", by: editor, at: changeAt },
            " sous une charpente qui a vu passer quatre siècles de samedis.",
          ]
        : "Nous voici rassemblés sous une charpente qui a vu passer quatre siècles de samedis.",
      ...paragraphs.slice(1, 3),
      changed
        ? [
            {
              commented: "Nous ne demandons pas la lune.",
              comment: `À garder pour la fin ? ${to[0].name.split(" ")[0]}, ton avis.`,
              by: editor,
              at: changeAt,
            },
          ]
        : "Nous ne demandons pas la lune, nous demandons un toit.",
      "Je vous remercie.",
    ];
    return file(`allocution-v${serial}.docx`, docx(lines, meta), meta);
  },
  budgetXlsx: ({ at, from, random, serial }) => {
    const meta = sheetMeta(random, "odile", from.key === "gerald" ? "gerald" : "odile", at, {
      title: undefined,
    });
    const month = NAMES.fr.months.split(" ")[local(at, "paris").month - 1];
    return file(
      `comptes-${month}-${serial}.xlsx`,
      xlsx([{ name: "Comptes", rows: accounts(random, at) }], meta),
      meta,
    );
  },
  planningXlsx: ({ at, from, random, serial }) => {
    const key = writer(from);
    const meta = sheetMeta(random, key, key, at);
    const rows = [["Créneau", "Poste", "Bénévole"]];
    for (let h = 9; h < 18; h += random.int(1, 2))
      rows.push([
        `${h}h`,
        random.pick(["Buvette", "Accueil", "Caisse", "Montage", "Parking"]),
        random.pick(["Ghislain", "Noémie", "Maëlle", "Aglaya", "Henrike", "à pourvoir"]),
      ]);
    return file(`permanences-${serial}.xlsx`, xlsx([{ name: "Permanences", rows }], meta), meta);
  },
  hostsXlsx: ({ at, from, random, serial, lang }) => {
    const key = writer(from);
    const meta = sheetMeta(random, key, key, at);
    const heads =
      lang === "de" ? ["Gast", "Gastfamilie", "Ankunft"] : ["Guest", "Host family", "Arrival"];
    const rows = [heads];
    for (let i = 0; i < random.int(6, 11); i++)
      rows.push([
        random.pick([
          "Herr Ostermoor",
          "Frau Quandel",
          "Ms Pettibone",
          "Mr Wrangham",
          "Familie Dossow",
          "Mrs Ellingthorpe",
        ]),
        random.pick(["Quintrec", "Torquebiau", "Castelbrac", "Marchandeau", "Vaubrun"]),
        `${random.int(14, 19)}:${random.pick(["00", "15", "30"])}`,
      ]);
    return file(
      `${lang === "de" ? "Unterkünfte" : "hosts"}-${serial}.xlsx`,
      xlsx([{ name: lang === "de" ? "Gäste" : "Hosts", rows }], meta),
      meta,
    );
  },
  invoicePdf: ({ at, from, random, invoice }) => {
    const created = at - random.int(20, 600) * MINUTE;
    const meta = {
      title: invoice.number,
      author: from.name,
      creator: `Facturier ${from.key === "nuage" ? "7.1" : "4.2"}`,
      producer: "Facturier PDF",
      created,
      modified: created,
      id: random.hex(32).toUpperCase(),
    };
    const words = {
      fr: ["Facture", "Date", "Total TTC", "À l'attention de", "Échéance : 30 jours"],
      en: ["Invoice", "Date", "Total", "Billed to", "Payment by direct debit"],
      de: [
        "Rechnung",
        "Datum",
        "Gesamtbetrag",
        "Rechnungsempfänger",
        "Zahlbar innerhalb von 14 Tagen",
      ],
    }[from.lang];
    const lines = [
      from.name,
      `${words[0]} ${invoice.number}`,
      `${words[1]} : ${dayText(at, "paris", from.lang)}`,
      `${words[3]} : ${COMPANY}, Sainte-Avelle-sur-Lonne`,
      `${invoice.quantity} x ${invoice.item}`,
      `${words[2]} : ${invoice.total} €`,
      `IBAN ${invoice.iban}`,
      words[4],
    ];
    return file(`${invoice.number}.pdf`, pdf(lines, meta), meta);
  },
  ticketPdf: ({ at, from, random, vars, paragraphs }) => {
    const created = at - random.int(2, 40) * 1000;
    const meta = {
      title: `Billet ${vars.dossier}`,
      author: from.name,
      creator: "Billetterie 2",
      producer: "Billetterie PDF",
      created,
      modified: created,
      id: random.hex(32).toUpperCase(),
    };
    return file(
      `billet-${vars.dossier}.pdf`,
      pdf([from.name, `Dossier ${vars.dossier}`, ...paragraphs[1].split(", ").slice(0, 4)], meta),
      meta,
    );
  },
  photoJpg: ({ at, from, random, serial }) => {
    const takenAt = at - random.int(3, 200) * HOUR;
    return file(
      `IMG_${String(2000 + serial * 7)}.jpg`,
      picture(random, takenAt, from.key, { zone: from.zone }),
      { takenAt },
    );
  },
  statementCsv: ({ at, random, serial }) => {
    const text = accounts(random, at)
      .slice(0, -1)
      .map((row) => row.map((c) => String(c).replace(".", ",")).join(";"))
      .join("\r\n");
    return file(`releve-${serial}.csv`, { bytes: Buffer.from(`${text}\r\n`, "latin1"), text }, {});
  },
  agendaIcs: ({ at, from, random, serial }) => {
    const start = Math.floor((at + random.int(3, 12) * DAY) / HOUR) * HOUR;
    const bytes = ics({
      uid: `${random.hex(12)}@halle.example`,
      summary: "Réunion du bureau",
      place: "Petite halle",
      start,
      end: start + 2 * HOUR,
      organizer: from,
      stamp: Math.floor(at / 1000) * 1000,
    });
    return file(`reunion-${serial}.ics`, { bytes, text: "Réunion du bureau Petite halle" }, {});
  },
  contactVcf: ({ random, serial }) => {
    const family = random.pick(["Oudinelle", "Marquefave", "Drouvot"]);
    const bytes = vcf({
      family,
      given: "Solène",
      address: `solene.${family.toLowerCase()}@courrier.example.net`,
      phone: "+33 6 39 98 41 07",
      organisation: "Bénévole",
    });
    return file(`contact-${serial}.vcf`, { bytes, text: `Solène ${family}` }, {});
  },
  letterOdt: ({ at, from, random, paragraphs, serial }) => {
    const t = times(random, at, 6);
    const name = from.name;
    const meta = { creator: name, lastModifiedBy: name, ...t };
    return file(
      `recommandation-${serial}.odt`,
      odt(["Lettre de recommandation", ...paragraphs], meta),
      meta,
    );
  },
  programmeRtf: ({ at, from, random, paragraphs, serial }) => {
    const t = times(random, at, 9);
    const meta = { title: "Programm", creator: from.name, lastModifiedBy: from.name, ...t };
    return file(`Programm-${serial}.rtf`, rtf(["Programm", ...paragraphs], meta), meta);
  },
};

/** The presentation of the project, as the coordinator keeps it. */
export function presentation(random, at) {
  const meta = {
    ...office("henrike", "Microsoft Office PowerPoint"),
    creator: person("henrike").name,
    lastModifiedBy: person("henrike").name,
    company: COMPANY,
    title: "La halle, demain",
    ...times(random, at, 25),
  };
  return file(
    "la-halle-demain.pptx",
    pptx(
      [
        { title: "La halle, demain", lines: ["Les Amis de la Halle", "Sainte-Avelle-sur-Lonne"] },
        {
          title: "Ce que nous proposons",
          lines: [
            "Réparer la charpente avant l'hiver",
            "Rouvrir le marché couvert le samedi",
            "Un éclairage sobre et une buvette associative",
          ],
        },
        {
          title: "Financement",
          lines: [
            "Subvention communale : un tiers",
            "Souscription : un tiers",
            "Fonds propres et bénévolat : le reste",
          ],
        },
      ],
      meta,
    ),
    meta,
  );
}
