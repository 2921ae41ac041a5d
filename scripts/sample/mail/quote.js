/** The lines a reader sees in a message: own text, signature, then the parent quoted word for word in the client's manner. */
import { dayText, local, mailDate, weekdayText } from "../base/time.js";
import { wrap } from "./mime.js";

const pad = (n) => String(n).padStart(2, "0");

const short = (at, zone, separator) => {
  const t = local(at, zone);
  return {
    day: `${pad(t.day)}${separator}${pad(t.month)}${separator}${t.year}`,
    clock: `${pad(t.hour)}:${pad(t.minute)}`,
  };
};

function attribution(draft) {
  const { parent, from } = draft;
  const who = parent.from;
  const { day, clock } = short(parent.at, from.zone, from.lang === "de" ? "." : "/");
  const long = dayText(parent.at, from.zone, from.lang);
  const full = `${who.name} <${who.address}>`;
  const name = from.client.startsWith("thunderbird") ? who.name : full;
  switch (from.lang) {
    case "fr":
      return from.client.startsWith("thunderbird")
        ? `Le ${day} ${clock}, ${name} a écrit :`
        : `Le ${long} à ${clock}, ${name} a écrit :`;
    case "de":
      return from.client.startsWith("thunderbird")
        ? `Am ${day} um ${clock} schrieb ${name}:`
        : `Am ${long} um ${clock} schrieb ${name}:`;
    case "ru":
      return `${long} г., ${clock}, ${name} написал(а):`;
    default:
      return from.client === "mutt"
        ? `On ${mailDate(parent.at, from.zone).slice(0, 16)}, ${name} wrote:`
        : `On ${long} at ${clock}, ${name} wrote:`;
  }
}

/** The block Outlook puts above the parent, which then follows without quote signs. */
function outlookBlock(draft) {
  const { parent, from } = draft;
  const t = local(parent.at, from.zone);
  const when = `${weekdayText(parent.at, from.zone, from.lang)} ${t.year} ${pad(t.hour)}:${pad(t.minute)}`;
  const to = parent.to.map((p) => p.name).join("; ");
  if (from.lang === "de") {
    return [
      "-----Ursprüngliche Nachricht-----",
      `Von: ${parent.from.name}`,
      `Gesendet: ${when}`,
      `An: ${to}`,
      `Betreff: ${parent.subject}`,
    ];
  }
  return [
    "-----Message d'origine-----",
    `De : ${parent.from.name}`,
    `Envoyé : ${when}`,
    `À : ${to}`,
    `Objet : ${parent.subject}`,
  ];
}

/**
 * `{own, quoted}`: lists of `{text, soft, quote}`. Only one level of older quotes is carried on, so that threads stay small.
 * Quoted lines are the parent's lines, neither re-wrapped nor trimmed.
 */
export function bodyLines(draft) {
  const own = draft.paragraphs.flatMap((p, i) => [
    ...(i > 0 ? [{ text: "", soft: false }] : []),
    ...wrap(p),
  ]);
  const signature = draft.signature ?? draft.from.sign;
  if (signature.length > 0) {
    const dashes = draft.from.client.startsWith("thunderbird") && signature.length > 1;
    own.push({ text: "", soft: false });
    if (dashes) own.push({ text: "-- ", soft: false });
    for (const line of signature) own.push({ text: line, soft: false });
    if (draft.client === "iphone")
      own.push(
        { text: "", soft: false },
        {
          text: {
            fr: "Envoyé de mon téléphone",
            en: "Sent from my phone",
            de: "Von unterwegs gesendet",
          }[draft.from.lang],
          soft: false,
        },
      );
  }
  if (draft.parent === undefined || draft.quotes === false) return { own, quoted: [] };
  if (draft.client === "outlook") {
    const kept = draft.parent.lines.filter((line) => !line.text.startsWith(">"));
    return {
      own,
      quoted: [
        { text: "", soft: false },
        ...outlookBlock(draft).map((text) => ({ text, soft: false })),
        { text: "", soft: false },
        ...kept.map((line) => ({ ...line, soft: false })),
      ],
    };
  }
  const kept = draft.parent.lines.filter((line) => !/^>\s?>/.test(line.text));
  const quoted = kept.map((line) => ({
    text: line.text.startsWith(">") ? `>${line.text}` : line.text === "" ? ">" : `> ${line.text}`,
    soft: line.soft,
    quote: true,
  }));
  return {
    own,
    quoted: [{ text: "", soft: false }, { text: attribution(draft), soft: false }, ...quoted],
  };
}
