/** Turns scenarios into drafts of messages in time: who writes, when, in answer to what, with which files. */

import { MAKERS } from "./attachments.js";
import {
  DAY,
  dayText,
  HOUR,
  instant,
  local,
  MINUTE,
  NAMES,
  weekdayText,
  zoneMinutes,
} from "./base/time.js";
import { person } from "./cast.js";
import { invoiceOf } from "./invoices.js";
import { DE, DE_WORDS } from "./text/de.js";
import { EN, EN_WORDS } from "./text/en.js";
import { FR, FR_WORDS } from "./text/fr.js";
import { expand } from "./text/grammar.js";

const START = Date.UTC(2016, 1, 2);
const END = Date.UTC(2017, 3, 20);
/** No message is later than this. */
const LAST = Date.UTC(2017, 3, 28, 18);

/** Moves an instant into the hours in which people write: 7:30 to 22:15 local. */
function awake(at, zone, random) {
  const t = local(at, zone);
  const minutes = t.hour * 60 + t.minute;
  if (minutes >= 450 && minutes <= 1335) return at;
  const day = minutes > 1335 ? at + DAY : at;
  const d = local(day, zone);
  return instant(
    d.year,
    d.month,
    d.day,
    random.int(8, 9),
    random.int(0, 59),
    zone,
    random.int(0, 59),
  );
}

function startTime(random, zone, share) {
  const day = START + Math.floor((share * (END - START)) / DAY) * DAY;
  const t = local(day, zone);
  const late = random.chance(0.15);
  let at = instant(
    t.year,
    t.month,
    t.day,
    late ? random.int(19, 21) : random.int(8, 18),
    random.int(0, 59),
    zone,
    random.int(0, 59),
  );
  // Office mail rests on Sundays, mostly.
  if (local(at, zone).weekday === 0 && random.chance(0.7)) at += DAY;
  return at;
}

const INTERNS = [
  "Clémence Oudinelle",
  "Solène Marquefave",
  "Ysaline Drouvot",
  "Apolline Kerzoncuf",
];

function variables(random, lang, at, from, to, invoice) {
  const zone = from.zone;
  const near = (low, high) => weekdayText(at + random.int(low, high) * DAY, zone, lang);
  const words = { fr: FR_WORDS, en: EN_WORDS, de: DE_WORDS }[lang];
  // What a thread is about stays the same from its subject to its last answer.
  const fixed = Object.fromEntries(
    THREAD_WORDS.filter((name) => words[name] !== undefined).map((name) => [
      name,
      typeof words[name] === "function" ? words[name](random) : random.pick(words[name]),
    ]),
  );
  const meal = at + random.int(2, 9) * DAY;
  const day = near(4, 11);
  const base = {
    ...words,
    ...fixed,
    stagiaire: random.pick(INTERNS),
    intern: random.pick(INTERNS),
    prenom: FR_WORDS.prenom.filter(
      (name) => !from.name.startsWith(name) && !to.name.startsWith(name),
    ),
    jour: day,
    day,
    tag: day,
    bientot: near(1, 3),
    soon: near(1, 3),
    jourPasse: near(-6, -1),
    ...addressee(to),
    mois: NAMES.fr.months.split(" ")[(local(at, zone).month + 10) % 12],
    dateRepas: dayText(meal, zone, "fr"),
    jourRepas: weekdayText(meal, zone, "fr"),
    couverts: String(random.int(2, 14)),
    dossier: random.letters(6, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
  };
  if (invoice !== undefined) {
    Object.assign(base, {
      facture: invoice.number,
      total: invoice.total,
      iban: invoice.iban,
      quantite: String(invoice.quantity),
      dateFacture: dayText(at, zone, lang),
    });
  }
  return base;
}

const THREAD_WORDS = [
  "sujet",
  "chose",
  "lieu",
  "plat",
  "petit",
  "topic",
  "thing",
  "dish",
  "small",
  "thema",
  "ding",
  "essen",
  "klein",
];

function addressee(to) {
  const name = to.name.split(" ")[0];
  return { prenomA: name, firstName: name, vorname: name };
}

/** A draft with its defaults. */
export function draft(fields) {
  const from = fields.from;
  return {
    cc: [],
    files: [],
    client: from.client,
    zoneMinutes: zoneMinutes(fields.at, from.zone),
    ...fields,
  };
}

const paragraphsOf = (random, alternatives, vars) =>
  alternatives.map((list) => expand(random, random.pick(list), vars));

/** Word-processor style quotes, as phones and Apple programs insert them. */
const smart = (text) => text.replaceAll("'", "’");

function finish(d) {
  if ((d.client === "apple" || d.client === "iphone") && d.lang === "fr")
    d.paragraphs = d.paragraphs.map(smart);
  return d;
}

function clientOf(from, random) {
  return from.phone !== undefined && random.chance(0.35) ? from.phone : from.client;
}

function markupOf(client, random) {
  if (client === "webmail") return random.chance(0.45) ? "none" : "both";
  if (client === "outlook") return random.chance(0.6) ? "none" : "both";
  return "none";
}

function threadOf(scenario, pair, index, state, root) {
  const lang = scenario.lang ?? "fr";
  const label = `${lang}/${scenario.category}/${index}`;
  const random = root.fork(label);
  const [from, to] = pair.map(person);
  const share = (index + random.int(0, 98) / 100) / scenario.threads;
  const at = startTime(random, from.zone, share);
  let invoice;
  if (scenario.numbering !== undefined) {
    const year = local(at, "paris").year;
    const order = state.invoices.get(`${from.key}${year}`) ?? 0;
    state.invoices.set(`${from.key}${year}`, order + 1);
    invoice = invoiceOf(from.key, order, at, random);
  }
  const cc =
    scenario.cc !== undefined && random.chance(scenario.ccShare)
      ? [random.pick(scenario.cc.filter((key) => !pair.includes(key)))].map(person)
      : [];
  const vars = variables(random, lang, at, from, to, invoice);
  const paragraphs = paragraphsOf(random, scenario.body, vars);
  const subject = expand(random, random.pick(scenario.subjects), vars).replace(/^./u, (c) =>
    c.toUpperCase(),
  );
  const client = clientOf(from, random);
  const files = [];
  for (const [maker, chance] of scenario.files ?? []) {
    if (!random.chance(chance) || (files.length > 0 && scenario.numbering === undefined)) continue;
    const serial = (state.serials.get(maker) ?? 0) + 1;
    state.serials.set(maker, serial);
    files.push(
      MAKERS[maker]({
        at,
        from,
        to: [to],
        random: random.fork(maker),
        paragraphs,
        serial,
        lang,
        invoice,
        vars,
      }),
    );
  }
  const drafts = [
    finish(
      draft({
        key: label,
        from,
        to: [to],
        cc,
        at,
        subject,
        paragraphs,
        lang,
        category: scenario.category,
        client,
        markup: markupOf(client, random),
        files,
        invoice,
      }),
    ),
  ];
  for (const reply of scenario.replies ?? []) {
    const parent = drafts.at(-1);
    if (drafts.length !== scenario.replies.indexOf(reply) + 1 || !random.chance(reply.chance))
      break;
    const author = parent.to[0];
    if (author.list !== undefined) break;
    const wait = random.chance(0.5) ? random.int(12, 240) * MINUTE : random.int(4, 34) * HOUR;
    const replyAt = awake(parent.at + wait + random.int(0, 59) * 1000, author.zone, random);
    if (replyAt > LAST) break;
    const replyVars = { ...vars, ...addressee(parent.from) };
    const prefix =
      author.client === "outlook" && lang === "de"
        ? "AW: "
        : author.client === "outlook"
          ? "RE: "
          : "Re: ";
    const replyClient = clientOf(author, random);
    drafts.push(
      finish(
        draft({
          key: `${label}/re${drafts.length}`,
          from: author,
          to: [parent.from],
          cc,
          at: replyAt,
          parent,
          subject: /^(Re|RE|AW): /.test(parent.subject) ? parent.subject : prefix + parent.subject,
          paragraphs: paragraphsOf(random, reply.body, replyVars),
          lang,
          category: scenario.category,
          client: replyClient,
          markup: markupOf(replyClient, random),
        }),
      ),
    );
  }
  return drafts;
}

/** All drafts of the scenarios, threads in the order of the scenario files. */
export function scenarioDrafts(root) {
  const state = { invoices: new Map(), serials: new Map() };
  const all = [];
  for (const scenario of [...FR, ...EN, ...DE]) {
    for (let index = 0; index < scenario.threads; index++) {
      all.push(
        ...threadOf(scenario, scenario.pairs[index % scenario.pairs.length], index, state, root),
      );
    }
  }
  return all;
}
