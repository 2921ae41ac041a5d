/** What is planted, and its innocent twins. Each returns `{kind, effect, files: [[path, bytes]], key: [[path]…]}`: the paths of the documents that must be found. */
import { pdf } from "../../scripts/sample/files/pdf.js";
import { zip } from "../../scripts/sample/files/zip.js";
import { bodyOf, editBody, headerOf, setHeader, utcDate } from "./edits.js";
import { END, officeFile, SAVERS, STAFF, START, sentence, simpleMail, workTime } from "./people.js";
import { rar4, rar5 } from "./rar.js";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** How a burst lies in the dump. */
const PACKINGS = {
  loose: (made) => made.map(({ name, bytes }) => [`burst/${name}`, bytes]),
  zip: (made) => [["burst/papers.zip", zip(made)]],
  "RAR 4": (made, at) => [["burst/papers.rar", rar4(made, at)]],
  "RAR 5": (made, at) => [["burst/papers.rar", rar5(made, at)]],
};

/** Old files saved again within minutes; about half carry one foreign saver. */
export function burst(random) {
  const count = random.int(4, 15);
  const spanMinutes = random.int(2, 15);
  const script = random.pick(Object.keys(SAVERS));
  const saver = random.pick(SAVERS[script]);
  const start = workTime(random, Date.UTC(2017, 1, 1), Date.UTC(2017, 3, 20));
  const step = (spanMinutes * MINUTE) / (count - 1);
  const made = Array.from({ length: count }, (_, i) => {
    const kind = random.pick(["xlsx", "docx", "xls"]);
    const creator = random.pick(STAFF);
    const bytes = officeFile(random, kind, {
      creator,
      script,
      saver: i % 2 === 0 ? saver : creator,
      created: workTime(random, START, END),
      modified: Math.round((start + i * step) / 1000) * 1000,
    });
    return {
      name: `${random.pick(["budget", "stock", "fees", "grant", "lease"])}-${i}.${kind}`,
      bytes,
    };
  });
  const packing = random.pick(Object.keys(PACKINGS));
  const files = PACKINGS[packing](made, start + 20 * MINUTE);
  return {
    kind: "re-save burst",
    effect: `${count <= 6 ? "4-6" : count <= 10 ? "7-10" : "11-15"} files`,
    files,
    hidden: made.map(({ bytes }) => bytes),
    script,
    packing,
  };
}

/** A mail whose Date header is set back; clock and servers stay. */
export function backdated(random, bytes, entry, name) {
  const days = random.pick([3, 30, 300]);
  return {
    kind: "backdated mail",
    effect: `${days} days`,
    files: [[name, setHeader(bytes, "Date", utcDate(entry.sentAt - days * DAY))]],
  };
}

/** The lowest Received header of another mail, its stamp made to fit. */
export function pastedReceived(_random, bytes, donor, name) {
  const pasted = headerOf(donor, "Received", true).replace(/;[^;]*$/, "");
  const stamp = /;([^;]*)$/.exec(headerOf(bytes, "Received", true))?.[1] ?? "";
  return {
    kind: "pasted Received",
    effect: "one header",
    files: [[name, setHeader(bytes, "Received", `${pasted};${stamp}`, true)]],
  };
}

/** Lines that name another message, and code: nobody edits these to say something else. */
const NOT_PROSE =
  /^(?:on|le|am|sent|date|from|to|cc|subject|at)\b.*\d|(?:wrote|writes|said)\s?:?$|[<>@\\{}|=]|https?:|\bCopyright\b|^[+\-*#$]/i;
const SURNAMES = ["Keller", "Brandt", "Osman", "Lindqvist", "Moreau", "Tanaka"];

/** What may be changed in a line, by kind; each gives the line as changed, or null where the line has nothing to change. */
const EDITS = {
  "one number": (line) =>
    /(?<![\w/.@:-])\d{2,6}(?![\w/@:-])/.test(line)
      ? line.replace(
          /(?<![\w/.@:-])(\d)(\d{1,5})(?![\w/@:-])/,
          (_, first, rest) => `${(Number(first) % 9) + 1}${rest}`,
        )
      : null,
  "a negation": (line) => (/\w not \w/.test(line) ? line.replace(/ not /, " ") : null),
  "a name": (line, random) =>
    /[a-z,] [A-Z][a-z]{3,}\b(?= [a-z])/.test(line)
      ? line.replace(/(?<=[a-z,] )[A-Z][a-z]{3,}\b(?= [a-z])/, random.pick(SURNAMES))
      : null,
};

/** A number, a negation or a name in the original of a quoting reply is changed: null when the pair holds none. */
export function editedOriginal(random, parent, reply, name) {
  const quoted = new Set(
    bodyOf(reply)
      .split("\n")
      .filter((l) => /^> ?[^>\s]/.test(l))
      .map((l) => l.replace(/^> ?/, "").trim()),
  );
  const own = bodyOf(parent)
    .split("\n")
    .map((l) => l.trim())
    .filter((l) => quoted.has(l) && l.length >= 15);
  if (own.length < 4) return null;
  const prose = own.filter((l) => l.split(/\s+/).length >= 6 && !NOT_PROSE.test(l));
  for (const effect of random.some(Object.keys(EDITS), 3)) {
    const edits = prose.flatMap((line) => {
      const changed = EDITS[effect](line, random);
      return changed === null ? [] : [[line, changed]];
    });
    if (edits.length === 0) continue;
    const bytes = editBody(parent, ...random.pick(edits));
    if (bytes !== null) return { kind: "edited original", effect, files: [[name, bytes]] };
  }
  return null;
}

/** A file in a mail, saved after the mail was sent. */
export function savedAfterSent(random, i) {
  const days = random.pick([3, 20, 200]);
  const at = workTime(random, Date.UTC(2015, 0, 5), END);
  const creator = random.pick(STAFF);
  const bytes = officeFile(random, "xlsx", {
    creator,
    saver: creator,
    created: at - 40 * DAY,
    modified: at + days * DAY,
  });
  const mail = simpleMail(random, {
    from: creator,
    to: random.pick(STAFF),
    at,
    subject: `Sheet ${random.int(10, 99)}`,
    text: sentence(random),
    file: { name: `sheet-${i}.xlsx`, bytes },
  });
  return {
    kind: "saved after sent",
    effect: `${days} days`,
    files: [[`plants/late-${i}.eml`, mail]],
    hidden: [bytes],
  };
}

function offer(amount, random) {
  return [
    "Offer for the repair of the hall",
    `Total amount of the offer: ${amount} euros`,
    sentence(random),
    "Valid for three months from today",
  ];
}

/** A PDF whose last revision says another amount. */
export function pdfRevision(random, i) {
  const created = workTime(random);
  const meta = {
    title: "Offer",
    author: random.pick(STAFF),
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created,
    modified: created,
    id: random.hex(32).toUpperCase(),
  };
  const lines = offer(random.int(1000, 4000), random);
  const later = lines.map((l, n) =>
    n === 1 ? l.replace(/\d+/, (d) => String(Number(d) + 5000)) : l,
  );
  const { bytes } = pdf(lines, meta, {
    updates: [
      {
        lines: later,
        modified: created + random.int(2, 60) * DAY,
        id: random.hex(32).toUpperCase(),
      },
    ],
  });
  return { kind: "PDF revision", effect: "an amount", files: [[`plants/offer-${i}.pdf`, bytes]] };
}

/** A memo made from an old letter of somebody else. */
export function inherited(random, i) {
  const creator = random.pick(STAFF);
  const created = workTime(random, START, Date.UTC(2013, 0, 1));
  const rsids = Array.from({ length: 6 }, () => `00${random.hex(6).toUpperCase()}`);
  const saver = random.pick(["Tomas Zelin", "R. Okonjo", "Мария Лунина"]);
  const template = `${random.pick(["Letter", "Briefing", "Minutes"])}-${random.int(10, 99)}.dotx`;
  const company = `Office ${random.int(100, 999)}`;
  const before = officeFile(random, "docx", {
    creator,
    saver: creator,
    created,
    modified: created + 2 * DAY,
    rsids,
    template,
    company,
  });
  const after = officeFile(random, "docx", {
    creator,
    saver: `${saver} ${i}`,
    created,
    modified: workTime(random, Date.UTC(2016, 0, 1), END),
    // What was pasted in brings ids of its own
    rsids: i % 2 === 0 ? rsids : [...rsids.slice(0, 1), `00${random.hex(6).toUpperCase()}`],
    template,
    company,
  });
  return {
    kind: "inherited template and author",
    effect: i % 2 === 0 ? "all ids kept" : "one id kept",
    files: [
      [`files/letter-${i}.docx`, before],
      [`plants/memo-${i}.docx`, after],
    ],
    only: [`plants/memo-${i}.docx`],
  };
}

/** A letter that nobody wrote: text put upon a picture of a letterhead, loose or in a mail. */
export function letterhead(random, i) {
  const created = workTime(random);
  const meta = {
    title: "Letter",
    author: random.pick(STAFF),
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created,
    modified: created,
    id: random.hex(32).toUpperCase(),
  };
  const { bytes } = pdf(
    Array.from({ length: random.int(3, 12) }, () => sentence(random)),
    meta,
    { letterhead: true, compress: random.chance(0.5) },
  );
  if (i % 2 === 0)
    return {
      kind: "text over a letterhead",
      effect: "loose",
      files: [[`plants/letter-${i}.pdf`, bytes]],
    };
  const mail = simpleMail(random, {
    from: random.pick(STAFF),
    to: random.pick(STAFF),
    at: created + DAY,
    subject: `Letter ${random.int(10, 99)}`,
    text: sentence(random),
    file: { name: "letter.pdf", bytes },
  });
  return {
    kind: "text over a letterhead",
    effect: "in a mail",
    files: [[`plants/letter-${i}.eml`, mail]],
    hidden: [bytes],
  };
}

// ---- Innocent twins

/** 200 files moved to another system in one night by its account. */
export function migration(random) {
  const start = Date.UTC(2014, 5, 7, 22);
  const files = Array.from({ length: 200 }, (_, i) => {
    const kind = i % 3 === 0 ? "docx" : "xlsx";
    const bytes = officeFile(random, kind, {
      creator: random.pick(STAFF),
      saver: "svc.migration",
      created: workTime(random, START, Date.UTC(2014, 4, 1)),
      modified: start + i * 4000,
    });
    return [`files/archive/${i}.${kind}`, bytes];
  });
  return { kind: "200-file migration", files };
}

/** A colleague who writes mail under a Cyrillic name and saves files. */
export function colleague(random) {
  const name = "Лев Орехов";
  const mails = Array.from({ length: 6 }, (_, i) => [
    `mail/lev-${i}.eml`,
    simpleMail(random, {
      from: name,
      to: random.pick(STAFF),
      at: workTime(random),
      subject: `Stock ${i}`,
      text: sentence(random),
    }),
  ]);
  const files = Array.from({ length: 5 }, (_, i) => {
    const created = workTime(random, START, Date.UTC(2016, 0, 1));
    return [
      `files/lev-${i}.xlsx`,
      officeFile(random, "xlsx", {
        creator: random.pick(STAFF),
        saver: name,
        created,
        modified: created + random.int(2, 90) * DAY,
      }),
    ];
  });
  return {
    kind: "Cyrillic colleague",
    files: [...mails, ...files].map(([path, bytes]) => [
      path,
      path.endsWith(".eml") ? Buffer.from(bytes.toString("utf8")) : bytes,
    ]),
  };
}

/** A translator's own files. */
export function translator(random) {
  const files = Array.from({ length: 4 }, (_, i) => {
    const created = workTime(random, START, Date.UTC(2016, 0, 1));
    return [
      `files/translation-${i}.docx`,
      officeFile(random, "docx", {
        creator: "Ирина Савельева",
        saver: "Ирина Савельева",
        created,
        modified: created + random.int(1, 9) * DAY,
      }),
    ];
  });
  return { kind: "translator", files };
}

/** Ten letters of different people made from one template. */
export function sharedTemplate(random) {
  const rsids = Array.from({ length: 4 }, () => `00${random.hex(6).toUpperCase()}`);
  const files = Array.from({ length: 10 }, (_, i) => {
    const creator = STAFF[i % STAFF.length];
    const created = workTime(random);
    return [
      `files/template-${i}.docx`,
      officeFile(random, "docx", {
        creator,
        saver: creator,
        created,
        modified: created + random.int(1, 20) * DAY,
        rsids: [...rsids, `00${random.hex(6).toUpperCase()}`],
      }),
    ];
  });
  return { kind: "shared template", files };
}

/** A sender whose computer is forty days ahead: Date and ids agree, servers do not. */
export function wrongClock(random) {
  const files = Array.from({ length: 5 }, (_, i) => {
    const at = workTime(random);
    const mail = simpleMail(random, {
      from: "Gus Holm",
      to: random.pick(STAFF),
      at,
      subject: `Delivery ${i}`,
      text: sentence(random),
    });
    return [`mail/gus-${i}.eml`, setHeader(mail, "Date", utcDate(at + 40 * DAY))];
  });
  return { kind: "wrong clock", files };
}

/** List mail that came two days late. */
export function delayed(random) {
  const files = Array.from({ length: 5 }, (_, i) => {
    const at = workTime(random);
    const mail = simpleMail(random, {
      from: "Hall List",
      to: random.pick(STAFF),
      at,
      subject: `[hall] ${i}`,
      text: sentence(random),
      headers: ["List-Id: <hall.lists.example>"],
    });
    return [`mail/list-${i}.eml`, setHeader(mail, "Date", utcDate(at - 2 * DAY))];
  });
  return { kind: "delayed list mail", files };
}

/** Mail written in the evening and signed when it is sent in the morning of the next day but one. */
export function scheduled(random) {
  const files = Array.from({ length: 4 }, (_, i) => {
    const at = workTime(random);
    const sig = `DKIM-Signature: v=1; a=rsa-sha256; d=halle.example; s=k1; t=${Math.floor((at + 2 * DAY) / 1000)}; h=from:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`;
    return [
      `mail/scheduled-${i}.eml`,
      simpleMail(random, {
        from: random.pick(STAFF),
        to: random.pick(STAFF),
        at,
        subject: `Plan ${i}`,
        text: sentence(random),
        headers: [sig],
      }),
    ];
  });
  return { kind: "scheduled mail", files };
}

/** A PDF with a second revision that changes no text, as signing does. */
export function signedPdf(random) {
  const created = workTime(random);
  const meta = {
    title: "Contract",
    author: random.pick(STAFF),
    creator: "Writer",
    producer: "LibreOffice 5.0",
    created,
    modified: created,
    id: random.hex(32).toUpperCase(),
  };
  const { bytes } = pdf(offer(random.int(1000, 4000), random), meta, {
    updates: [{ modified: created + DAY, id: random.hex(32).toUpperCase() }],
  });
  return { kind: "signed PDF", files: [["files/contract.pdf", bytes]] };
}

export const TWINS = [
  migration,
  colleague,
  translator,
  sharedTemplate,
  wrongClock,
  delayed,
  scheduled,
  signedPdf,
];
