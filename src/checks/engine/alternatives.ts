/** What is printed beside every name found in a file: other explanations, and what a file does not say. */

/** For checks whose value is a name: all of these are possible whenever a name stands in a file. */
export const NAME_ALTERNATIVES: readonly string[] = [
  "someone else of that name",
  "a shared, copied or default installation",
  "a value set on purpose",
  "a bystander who only opened the file",
];

/** Fields whose values are names or stand for an installation. */
export const NAME_FIELDS: ReadonlySet<string> = new Set([
  "creator",
  "lastsavedby",
  "manager",
  "company",
  "changedby",
  "commentby",
  "people",
  "path",
  "applang",
]);

/** Closes every explanation. */
export const NOT_SAID =
  "A name in a file is a text in a file. Who wrote, saved or sent it is not said by the file, and leaksift does not say it.";
