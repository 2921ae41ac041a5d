/** What the page says, in English, German and French. `{name}` is replaced by a value. */
import { GERMAN } from "./words-de.ts";
import { FRENCH } from "./words-fr.ts";

const ENGLISH = {
  search: "Search",
  searchHint: 'Words, "a phrase", from:anna, after:2016-05, has:attachment, -not',
  help: "Help",
  cover: "About this room",
  results: "Results",
  noneFound: "Nothing here matches.",
  found: "{n} of {all}",
  foundCopies: "{n} of {all}, and {c} exact copies",
  more: "Show {n} more",
  sort: "Order",
  relevance: "Best match",
  newest: "Newest first",
  oldest: "Oldest first",
  largest: "Largest first",
  narrow: "Narrow",
  sender: "Sender",
  type: "Type",
  custodian: "Custodian",
  flag: "Flag",
  tag: "Tag",
  timeline: "By month",
  timelineHint: "Drag over months, or type them",
  from: "From",
  to: "To",
  apply: "Apply",
  undated: "{n} undated",
  close: "Close",
  next: "Next",
  previous: "Previous",
  headers: "All headers",
  files: "Files",
  metadata: "Metadata",
  flags: "Flags",
  ordinary: "Ordinary causes",
  thread: "Conversation",
  alone: "No other message of this conversation is in the room.",
  problems: "Could not be read",
  copies: "Exact copies",
  compare: "What differs from the message it answers",
  noText: "No text.",
  withoutText: "This room holds no texts, only metadata.",
  cutText: "The first {n} characters of {all}",
  showAll: "Show all",
  subject: "Subject",
  date: "Date",
  id: "Id",
  source: "Source",
  size: "Size",
  noSubject: "(no subject)",
  tags: "Tags",
  addTag: "Add a tag",
  add: "Add",
  removeTag: "Remove the tag {tag}",
  badTag: "A tag has letters, digits and - _ . / and no spaces.",
  notes: "Notes",
  addNote: "Write a note",
  answer: "Your answer",
  yes: "Yes",
  no: "No",
  unsure: "Unsure",
  yourName: "Your name",
  saveTags: "Save tags and notes as a file",
  saveAnswers: "Save answers as a file",
  own: "{a} tags and notes, {b} answers in this browser. Nothing leaves it unless you save a file.",
  notLasting: "This browser keeps nothing for pages from a disk: save a file before you close it.",
  original: "Original file (as hostile as what it came from)",
  locked: "This room is locked.",
  password: "Password",
  open: "Open",
  wrongPassword: "That is not the password, or the files were changed.",
  opening: "Opening …",
  broken: "A part of this room is missing or damaged: {name}. Copy the whole folder again.",
  reading: "Reading {n} of {all} …",
  readAs: "Read as: {query}",
  unanswered: "{n} texts were not tested: the expression has no form that this page may run.",
  everything: "everything",
  madeBy: "Made by {who} on {when} with leaksift {version}",
  queryWas: "Query",
  holds: "It holds {m} messages and {f} files.",
  leftFiles: "{n} files of these messages are not here: nobody asked for them.",
  leftCopies: "{n} exact copies are not here.",
  leftRest: "{n} other documents of the archive are not here.",
  restUnsaid: "How much else the archive holds is not said here.",
  redacted: "Replaced in all texts: {what}.",
  notGenuine:
    "Nothing here says whether a document is genuine. A flag is an observation with ordinary explanations.",
  keys: "Keys: / search, j and k next and previous, Enter open, Escape close, t tag, n note, ? help",
  cannot:
    "This page cannot answer saved queries (@name), expressions that look around or refer back, and times of day in another zone than UTC.",
  fieldsHelp:
    'All fields of the command line work: from: to: subject: body: attachment: filename: type: has: is: flag: tag: in: date: size: header: and those of file metadata. AND, OR, NOT, parentheses, * and ?, ~1, "near words"~5, ~name, stem:, /expression/.',
  language: "Language",
  skip: "Skip to the results",
};

/** The keys of {@link ENGLISH} with their texts in one language. */
export type Words = Readonly<Record<keyof typeof ENGLISH, string>>;

/** Languages of the page by their two letters, with their own names. */
export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;

const ALL: Readonly<Record<Language, Words>> = { en: ENGLISH, de: GERMAN, fr: FRENCH };

/** The words of a language; English for one that is not known. */
export const wordsOf = (language: string): Words => ALL[language as Language] ?? ENGLISH;

/** Puts values into a text: `filled("{n} of {all}", {n: 3, all: 9})` is "3 of 9". */
export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
