/** Files that lie beside the mailboxes of the three custodians: `{path, file}`, paths relative to clean/. */
import {
  accounts,
  file,
  picture,
  presentation,
  sheetMeta,
  times,
  wordMeta,
} from "./attachments.js";
import { HOUR, instant, MINUTE } from "./base/time.js";
import { COMPANY, person } from "./cast.js";
import { docx } from "./files/docx.js";
import { html, ics, odt, rtf, vcf } from "./files/others.js";
import { pdf } from "./files/pdf.js";
import { xlsx } from "./files/xlsx.js";
import { zip } from "./files/zip.js";

const day = (y, m, d, h = 17, min = 12) => instant(y, m, d, h, min, "paris", 21);
const plain = (name, text, charset = "utf8") =>
  file(name, { bytes: Buffer.from(text, charset), text }, {});

function treasurer(random) {
  const yearAt = day(2017, 1, 12);
  const year = sheetMeta(random, "odile", "odile", yearAt, {
    absPath: "C:\\Users\\odile\\Documents\\Halle\\comptes\\",
    title: "Comptes 2016",
  });
  const months = ["janvier", "février", "mars"].map((name, i) => ({
    name,
    rows: accounts(random, day(2016, i + 1, 15)),
  }));
  const members = [
    "Nom;Ville;Cotisation",
    "Torquebiau;Sainte-Avelle;20",
    "Castelbrac;Sainte-Avelle;20",
    "Quintrec;Pont-Cassé;10",
    "Oudinelle;Sainte-Avelle;20",
    "",
  ].join("\r\n");
  const statutes = {
    title: "Statuts",
    author: COMPANY,
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created: day(2015, 11, 3),
    modified: day(2015, 11, 3),
    id: random.hex(32).toUpperCase(),
  };
  const planMeta = sheetMeta(random, "odile", "gerald", day(2016, 2, 24), {
    title: "Budget prévisionnel 2016",
  });
  const old = [2014, 2015].map((y) => {
    const meta = sheetMeta(random, "odile", "odile", day(y, 12, 29));
    return {
      ...file(
        `comptes-${y}.xlsx`,
        xlsx([{ name: "Comptes", rows: accounts(random, day(y, 12, 10)) }], meta),
        meta,
      ),
      at: meta.modified + 4 * MINUTE,
    };
  });
  return [
    file("comptes-2016.xlsx", xlsx(months, year), year),
    plain("adherents.csv", members, "latin1"),
    file(
      "statuts.pdf",
      pdf(
        [
          "Les Amis de la Halle",
          "Statuts de l'association",
          "Article 1 : il est fondé une association pour la restauration de la halle.",
          "Article 2 : le siège est à Sainte-Avelle-sur-Lonne.",
        ],
        statutes,
      ),
      statutes,
    ),
    file(
      "budget-previsionnel.xlsx",
      xlsx(
        [
          {
            name: "Budget",
            rows: [
              ["Poste", "Montant"],
              ["Toiture", 18400],
              ["Charpente", 9800],
              ["Éclairage", 3100],
              ["Total", { formula: "SUM(B2:B4)", value: 31300 }],
            ],
          },
          {
            name: "Hypothèses",
            rows: [
              ["Subvention", 10400],
              ["Souscription", 9000],
            ],
          },
        ],
        planMeta,
      ),
      planMeta,
    ),
    {
      name: "archives-2014-2015.zip",
      type: "application/zip",
      bytes: zip(old),
      text: old.map((o) => `${o.name}\n${o.text}`).join("\n"),
      meta: {},
      members: old.map((o) => o.name),
    },
  ];
}

function speechWriter(random) {
  const speechAt = day(2016, 6, 10);
  const meta = wordMeta(random, "bastien", "bastien", speechAt, {
    title: "Inauguration de l'échafaudage",
  });
  const by = person("corentin").name;
  const at = meta.modified - 9 * MINUTE;
  const speech = docx(
    [
      "Inauguration de l'échafaudage",
      "Madame la conseillère, chers voisins, chers enfants perchés sur les barrières,",
      [
        "On nous avait dit : ",
        { deleted: "deux", by, at },
        { inserted: "trois", by, at },
        " ans de dossiers pour un échafaudage. Le voici.",
      ],
      [
        {
          commented: "Ce n'est pas beau, un échafaudage.",
          comment: "Si, un peu, le matin.",
          by,
          at,
        },
        " C'est une promesse en tubes.",
      ],
    ],
    meta,
  );
  const quotes = {
    title: "Citations",
    creator: person("bastien").name,
    lastModifiedBy: person("bastien").name,
    ...times(random, day(2016, 4, 4)),
  };
  const programme = {
    creator: person("bastien").name,
    lastModifiedBy: person("bastien").name,
    ...times(random, day(2017, 2, 2)),
  };
  return [
    file("discours-echafaudage.docx", speech, meta),
    plain(
      "idees.txt",
      "Idées en vrac\n\n- la halle comme parapluie\n- commencer par le bruit des étals\n- ne pas citer de poète, sauf si l'on a lu le livre\n",
    ),
    file(
      "citations.rtf",
      rtf(
        [
          "Citations",
          "« Un toit est une politesse faite à la pluie. »",
          "Attribué à personne, à vérifier.",
        ],
        quotes,
      ),
      quotes,
    ),
    file(
      "programme-nuit-des-etals.odt",
      odt(["Nuit des étals", "18h : ouverture", "20h : chorales", "22h : bal"], programme),
      programme,
    ),
  ];
}

function coordinator(random) {
  const kit = sheetMeta(random, "henrike", "henrike", day(2016, 5, 30));
  const roofAt = day(2016, 4, 16, 11, 24);
  const planAt = day(2016, 9, 3, 9, 50);
  const start = day(2016, 6, 18, 10, 0);
  const form = {
    title: "Inscription au stage de taille de pierre",
    author: COMPANY,
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created: day(2016, 3, 1),
    modified: day(2016, 3, 1),
    id: random.hex(32).toUpperCase(),
  };
  const filled = pdf(
    ["Stage de taille de pierre", "Bulletin d'inscription", "À rendre avant le 15 avril."],
    form,
    {
      field: { name: "Nom", value: "" },
      updates: [
        {
          fieldValue: "Maëlle Quintrec",
          modified: day(2016, 3, 9, 20, 2),
          id: random.hex(32).toUpperCase(),
        },
      ],
    },
  );
  const letters = [1, 2].map((n) => {
    const text = `From: Imogen Thistlewood <imogen.thistlewood@weatherby.example.org>\r\nTo: Henrike Sandvoss <henrike.sandvoss@halle.example>\r\nSubject: ${["First letter", "The bells"][n - 1]}\r\nDate: ${["Thu, 12 Mar 2015 09:14:02 +0000", "Mon, 20 Apr 2015 18:31:40 +0100"][n - 1]}\r\nMessage-Id: <${random.uuid()}@weatherby.example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n${["We have never met, but our towns have been twinned since 1974.", "The tenor bell is cracked and we have decided to love it as it is."][n - 1]}\r\n`;
    return {
      name: `lettre-${n}.eml`,
      bytes: Buffer.from(text, "latin1"),
      text,
      at: day(2016, 1, 8 + n, 10, 15 + n),
    };
  });
  const page = [
    "La halle est ouverte tous les samedis de 8h à 13h.",
    "Entrée libre, chiens tenus en laisse.",
  ];
  return [
    presentation(random, day(2017, 3, 7)),
    file("halle-toiture.jpg", picture(random, roofAt, "maelle", { gps: [47.3412, 4.8127] }), {
      takenAt: roofAt,
    }),
    file("plan-des-stands.jpg", picture(random, planAt, "ghislain"), { takenAt: planAt }),
    file(
      "fete-de-la-halle.ics",
      {
        bytes: ics({
          uid: "fete-2016@halle.example",
          summary: "Fête de la Halle",
          place: "Place du Marché",
          start,
          end: start + 12 * HOUR,
          organizer: person("henrike"),
          stamp: day(2016, 3, 30),
        }),
        text: "Fête de la Halle Place du Marché",
      },
      {},
    ),
    file(
      "menuisier.vcf",
      {
        bytes: vcf({
          family: "Oakshott",
          given: "Rupert",
          address: person("rupert").address,
          phone: "+44 1632 960 271",
          organisation: "Oakshott Joinery",
        }),
        text: "Rupert Oakshott",
      },
      {},
    ),
    file(
      "horaires.html",
      {
        bytes: html("Horaires de la halle", page, "fr"),
        text: ["Horaires de la halle", ...page].join("\n"),
      },
      {},
    ),
    file("inscription-stage.pdf", filled, form),
    file(
      "materiel.xlsx",
      xlsx(
        [
          {
            name: "Matériel",
            rows: [
              ["Objet", "Nombre", "Lieu"],
              ["Tréteaux", 24, "Laiterie"],
              ["Barnum", 3, "Préau"],
              ["Percolateur", 1, "Local"],
            ],
          },
        ],
        kit,
      ),
      kit,
    ),
    {
      name: "lettres-anciennes.zip",
      type: "application/zip",
      bytes: zip(letters),
      text: letters.map((l) => `${l.name}\n${l.text}`).join("\n"),
      meta: {},
      members: letters.map((l) => l.name),
    },
  ];
}

export function looseFiles(root, drafts) {
  const twin = drafts.find(
    (d) => d.from.key === "odile" && d.files.some((f) => f.name.startsWith("comptes-")),
  ).files[0];
  const rows = [
    ...[...treasurer(root.fork("loose/treasurer")), twin].map((f) => ["treasurer", f]),
    ...speechWriter(root.fork("loose/speech")).map((f) => ["speech-writer", f]),
    ...coordinator(root.fork("loose/coordinator")).map((f) => ["coordinator", f]),
  ];
  return rows.map(([folder, f]) => ({ path: `${folder}/files/${f.name}`, file: f }));
}
