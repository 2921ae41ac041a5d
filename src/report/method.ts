/** "How this was done": one part of a report for readers who are not statisticians, in English, French and German. No figure is in it that the report does not have. */
import type { Assessment } from "../assess/assessment.ts";
import type { Disclosure } from "./disclosure.ts";
import { join, text } from "./html.ts";

/** Languages of {@link methodSection}, as `--lang` takes them. */
export const REPORT_LANGUAGES = ["en", "fr", "de"] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** What the sentences name, ready for a page. */
interface Figures {
  readonly population: string;
  readonly census: string;
  readonly rest: string;
  readonly planned: string;
  readonly read: string;
  readonly unreadable: string;
  readonly least: string;
  readonly most: string;
}

interface Words {
  readonly title: string;
  readonly steps: (figures: Figures) => readonly string[];
}

const WORDS: Readonly<Record<ReportLanguage, Words>> = {
  en: {
    title: "How this was done",
    steps: (f) => [
      `The claim is about ${f.population} documents. Exact copies count once.`,
      `${f.census} of them are flagged by a check or match a query for counter-evidence. People read all of these, since chance does not find what is rare.`,
      `Of the ${f.rest} others ${f.planned} are drawn by lot, and ${f.read} of these were read. The lot follows from a number that was fixed beforehand, so that anybody can draw again.`,
      `${f.unreadable} documents could not be read by this program, such as sound or pictures. Each is counted as if it might speak against the claim.`,
      "A yes counts when a second person agrees, or somebody decides, and no check flags the document. A no counts for all of a document when all of it was on the screen.",
      `From this follow two numbers: at least ${f.least} and at most ${f.most} documents speak against the claim. Each of the two is wrong in at most one of twenty such studies (at 95 %).`,
      "A sample cannot show that nothing is there. It says how much can be there at most.",
    ],
  },
  fr: {
    title: "Comment cela a été fait",
    steps: (f) => [
      `L’affirmation porte sur ${f.population} documents. Les copies exactes comptent une fois.`,
      `${f.census} d’entre eux sont signalés par un contrôle ou répondent à une recherche d’éléments contraires. Des personnes les lisent tous, car le hasard ne trouve pas ce qui est rare.`,
      `Parmi les ${f.rest} autres, ${f.planned} sont tirés au sort et ${f.read} de ceux-ci ont été lus. Le tirage dépend d’un nombre fixé à l’avance : chacun peut le refaire.`,
      `${f.unreadable} documents n’ont pas pu être lus par ce programme, par exemple des sons ou des images. Chacun compte comme s’il pouvait contredire l’affirmation.`,
      "Un oui compte lorsqu’une deuxième personne est d’accord, ou que quelqu’un tranche, et qu’aucun contrôle ne signale le document. Un non compte pour tout le document lorsque tout a été affiché.",
      `Il en résulte deux nombres : au moins ${f.least} et au plus ${f.most} documents contredisent l’affirmation. Chacun des deux est faux dans une étude sur vingt au plus (à 95 %).`,
      "Un échantillon ne peut pas montrer qu’il n’y a rien. Il dit combien il peut y en avoir au plus.",
    ],
  },
  de: {
    title: "Wie es gemacht wurde",
    steps: (f) => [
      `Die Behauptung betrifft ${f.population} Dokumente. Genaue Kopien zählen einmal.`,
      `${f.census} davon sind durch eine Prüfung gekennzeichnet oder passen zu einer Suche nach Gegenbelegen. Diese lesen Menschen alle, denn der Zufall findet Seltenes nicht.`,
      `Von den ${f.rest} anderen werden ${f.planned} ausgelost; ${f.read} davon wurden gelesen. Das Los folgt aus einer Zahl, die vorher feststand: Jeder kann es wiederholen.`,
      `${f.unreadable} Dokumente konnte dieses Programm nicht lesen, etwa Ton oder Bilder. Jedes zählt so, als könnte es der Behauptung widersprechen.`,
      "Ein Ja zählt, wenn eine zweite Person zustimmt oder jemand entscheidet und keine Prüfung das Dokument kennzeichnet. Ein Nein zählt für das ganze Dokument, wenn alles davon auf dem Bildschirm war.",
      `Daraus folgen zwei Zahlen: Mindestens ${f.least} und höchstens ${f.most} Dokumente widersprechen der Behauptung. Jede der beiden ist in höchstens einer von zwanzig solchen Untersuchungen falsch (bei 95 %).`,
      "Eine Stichprobe kann nicht zeigen, dass nichts da ist. Sie sagt, wie viel höchstens da sein kann.",
    ],
  },
};

/** The part in one language, marked as such for readers aloud. */
export function methodSection(
  found: Assessment,
  show: Disclosure,
  language: ReportLanguage,
): string {
  const { tally } = found.review;
  const { title, steps } = WORDS[language];
  const figures: Figures = {
    population: show.count(tally.population),
    census: show.count(tally.census),
    rest: show.count(tally.rest),
    planned: show.count(Math.min(tally.planned, tally.rest)),
    read: show.count(tally.read),
    unreadable: show.count(tally.unreadable),
    least: show.count(found.bounds.lower),
    most: show.count(found.bounds.upperWorst),
  };
  return join(
    `<section lang="${language}">`,
    `<h2>${text(title)}</h2>`,
    "<ol>",
    ...steps(figures).map((step) => `<li>${text(step)}</li>`),
    "</ol>",
    "</section>",
  );
}
