/** Short names of media types: what can be typed after `type:`, and what lists show. */

/** Short names for `type:` beside the whole media type: `type:pdf`, `type:xlsx`. */
const TYPE_NAMES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^application\/pdf$/, ["pdf"]],
  [/wordprocessingml/, ["docx", "word"]],
  [/spreadsheetml/, ["xlsx", "excel"]],
  [/presentationml/, ["pptx", "powerpoint"]],
  [/msword/, ["doc", "word"]],
  [/ms-excel/, ["xls", "excel"]],
  [/ms-powerpoint/, ["ppt", "powerpoint"]],
  [/opendocument\.text/, ["odt"]],
  [/opendocument\.spreadsheet/, ["ods"]],
  [/opendocument\.presentation/, ["odp"]],
  [/apple\.pages$/, ["pages"]],
  [/apple\.numbers$/, ["numbers"]],
  [/apple\.keynote$/, ["keynote"]],
  [/^image\//, ["image"]],
  [/rfc822/, ["eml", "message"]],
];

const subtypeOf = (type: string): string => type.slice(type.indexOf("/") + 1).replace(/^x-/, "");

const shortNames = (type: string): string[] =>
  TYPE_NAMES.flatMap(([pattern, short]) => (pattern.test(type) ? short : []));

/** Every name a type is found by: `typeTokens("image/jpeg")` is `["image/jpeg", "jpeg", "image"]`. */
export function typeTokens(type: string): string[] {
  return [type, subtypeOf(type), ...shortNames(type)].filter((name) => name !== "");
}

/** The name for lists; it can be typed after `type:`. `typeLabel("image/jpeg")` is "jpeg", of a Word file "docx". */
export function typeLabel(type: string): string {
  const [short] = shortNames(type);
  return short === undefined || short === "image" ? subtypeOf(type) : short;
}
