/** Whether a file is what its ending and its declared media type say it is. */

/** Kinds that are told apart by content; a type of the same kind is no disagreement (a .doc that is RTF opens in the same program). */
const KINDS: readonly (readonly [kind: string, types: RegExp, endings: RegExp])[] = [
  [
    "word",
    /msword|wordprocessingml|ms-word|opendocument\.text|rtf$/,
    /^(?:doc|docx|docm|dot|dotx|dotm|odt|ott|fodt|rtf)$/,
  ],
  [
    "sheet",
    /ms-excel|spreadsheetml|opendocument\.spreadsheet/,
    /^(?:xls|xlsx|xlsm|xlsb|xlt|xltx|xltm|xla|xlam|ods|ots|fods)$/,
  ],
  [
    "slides",
    /ms-powerpoint|presentationml|opendocument\.presentation/,
    /^(?:ppt|pptx|pptm|pps|ppsx|ppsm|pot|potx|odp|otp|fodp)$/,
  ],
  ["pdf", /^application\/pdf$/, /^pdf$/],
  ["picture", /^image\//, /^(?:jpe?g|jpe|png|gif|tiff?|bmp|webp|heic|heif|psd|ico|emf|wmf|svg)$/],
  [
    "sound or video",
    /^(?:audio|video)\//,
    /^(?:mp3|mp4|m4a|m4v|mov|avi|wav|wma|wmv|ogg|flac|mkv|mpe?g|3gp|amr)$/,
  ],
  [
    "archive",
    /zip$|x-tar|rar|7z|bzip2|x-xz|x-compress|ms-cab|x-lzh|zstd/,
    /^(?:zip|tar|tgz|gz|rar|7z|bz2|xz|cab|lzh|zst|z)$/,
  ],
  ["program", /x-msdownload|x-executable/, /^(?:exe|dll|com|scr|cpl|sys|so)$/],
];

const kindOfType = (type: string): string | null =>
  KINDS.find(([, types]) => types.test(type))?.[0] ?? null;

function kindOfName(name: string): string | null {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return name.includes(".")
    ? (KINDS.find(([, , endings]) => endings.test(ending))?.[0] ?? null)
    : null;
}

/**
 * What is claimed and does not agree with the content, "" where nothing does: `statedTypeDiffers("holiday.jpg", "image/jpeg", "application/zip")` is
 * "declared image/jpeg, named holiday.jpg". Only claims and contents of a known kind count: application/octet-stream and text claim nothing.
 */
export function statedTypeDiffers(name: string, declaredType: string, type: string): string {
  const kind = kindOfType(type);
  // HTML and text under the name of an office format are common exports; they are no document of that kind all the same.
  const isOther = kind !== null || /^(?:text\/html|text\/plain|application\/xml)$/.test(type);
  if (!isOther) return "";
  const differs = (claimed: string | null): boolean => claimed !== null && claimed !== kind;
  const parts = [
    differs(kindOfType(declaredType)) ? `declared ${declaredType.slice(0, 100)}` : "",
    differs(kindOfName(name)) ? `named ${name.slice(-100)}` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
