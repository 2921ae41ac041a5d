/**
 * Messages that contradict "completely banal": undeclared cash, an offshore account, pressure to keep silent. They lie apart from
 * the clean corpus, so that a claim can be tried with and without them.
 */
import { instant } from "./base/time.js";
import { asReceived, composed } from "./plain-mail.js";

const paris = (y, m, d, h, min, s) => instant(y, m, d, h, min, "paris", s);

const ROWS = [
  {
    name: "especes-non-declarees",
    topic: "undeclared cash",
    language: "fr",
    from: "corentin",
    to: ["odile"],
    at: paris(2016, 6, 20, 22, 14, 7),
    subject: "Pour la caisse",
    quote: "sans passer par la déclaration",
    paragraphs: [
      "Odile,",
      "Les 14 000 euros en espèces de la fête sont chez moi. On les garde sans passer par la déclaration, une enveloppe par forain, rien par écrit.",
      "Effacez ce message quand vous l'aurez lu.",
    ],
  },
  {
    name: "compte-offshore",
    topic: "offshore account",
    language: "fr",
    from: "gerald",
    to: ["odile"],
    at: paris(2016, 11, 8, 19, 46, 51),
    subject: "Compte là-bas",
    quote: "compte offshore",
    paragraphs: [
      "Chère Odile,",
      "Le compte offshore est ouvert au nom de la société écran. La part du donateur y arrive directement, le fisc ne la verra pas.",
      "Appelez-moi plutôt sur le portable.",
    ],
  },
  {
    name: "off-the-books",
    topic: "undeclared cash",
    language: "en",
    from: "rupert",
    to: ["henrike"],
    at: instant(2016, 12, 14, 21, 31, "london", 18),
    subject: "The second envelope",
    quote: "off the books",
    paragraphs: [
      "Henrike,",
      "the second half is to be paid in cash and off the books, as agreed. Please do not leave a trail, and nobody will find out.",
      "R.",
    ],
  },
  {
    name: "schwarzgeld",
    topic: "undeclared cash",
    language: "de",
    from: "frauke",
    to: ["henrike"],
    at: paris(2017, 2, 2, 20, 8, 44),
    subject: "Die andere Kasse",
    quote: "Schwarzgeld",
    paragraphs: [
      "Liebe Henrike,",
      "das Schwarzgeld aus dem Verkauf liegt noch in der anderen Kasse, am Finanzamt vorbei. Es darf in keinem Protokoll stehen.",
      "Bitte vernichte diese Nachricht.",
    ],
  },
  {
    name: "pression",
    topic: "pressure and secrecy",
    language: "fr",
    from: "corentin",
    to: ["bastien"],
    at: paris(2017, 3, 30, 23, 2, 36),
    subject: "Le vote de dimanche",
    quote: "bourrer l'urne",
    paragraphs: [
      "Bastien,",
      "On m'a proposé de bourrer l'urne de la consultation. Si tu en parles à quiconque, tu perds ta place et moi la mienne.",
    ],
  },
];

/** `[{name, bytes, draft, topic, language, quote}]`. */
export function counterExamples(root) {
  return ROWS.map(({ name, topic, language, quote, ...fields }) => {
    const d = composed(root, `counter/${name}`, { ...fields, lang: language });
    return { name: `${name}.eml`, bytes: asReceived(d), draft: d, topic, language, quote };
  });
}
