/** A program, a shortcut or a script under the name of a document or a picture. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { absent } from "../facts/evidence.ts";

const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/x-msdownload|x-executable|x-mach-binary/, "a program"],
  [/x-ms-shortcut/, "a shortcut"],
];
const DOCUMENT_NAME =
  /\.(?:docx?|docm|xlsx?|xlsm|pptx?|pdf|rtf|odt|ods|odp|txt|csv|jpe?g|png|gif|tiff?|bmp|webp|heic|mp3|mp4|mov|zip|htm|html)$/i;
/** What a shell or a script host reads first. */
const SCRIPT_START =
  /^\s*(?:#!\s*\/|@echo off\b|(?:on error resume next|dim \w+\s*(?:\r?\n|:)|set \w+\s*=\s*createobject\()|powershell(?:\.exe)? |<script language="?vbscript|<job\b|var \w+\s*=\s*new ActiveXObject\()/i;
/** "invoice.pdf.exe", also with many blanks between: the last ending is hidden where endings are not shown. */
const DOUBLE_ENDING =
  /\.(?:docx?|xlsx?|pptx?|pdf|rtf|txt|jpe?g|png|gif|zip)\s*\.(?:exe|scr|com|pif|bat|cmd|lnk|js|jse|vbs|vbe|wsf|hta|msi|ps1)$/i;
/** Turns the direction of writing: a name ending in "fdp.exe" is shown as ending in "exe.pdf". */
const TURNED = /[\u202a-\u202e\u2066-\u2069]/;

function kindOf(facts: Parameters<FileCheck["applies"]>[0]): string | null {
  const { name, type } = facts;
  const program = PROGRAMS.find(([pattern]) => pattern.test(type))?.[1];
  if (DOCUMENT_NAME.test(name)) {
    if (program !== undefined) return program;
    const start = facts.texts[0]?.text.slice(0, 300) ?? "";
    const isText = /\.(?:txt|html?|csv)$/i.test(name);
    return !isText && type.startsWith("text/") && SCRIPT_START.test(start) ? "a script" : null;
  }
  if (DOUBLE_ENDING.test(name)) return "a program or script with a second ending behind";
  return TURNED.test(name) && (program !== undefined || /exe|scr|lnk|js|vbs/i.test(name.slice(-4)))
    ? "a program whose name turns the direction of writing"
    : null;
}

export const programUnderDocumentName: FileCheck = {
  scope: "file",
  id: "program-under-document-name",
  catalogue: "P07",
  line: "document",
  level: "medium",
  sentence: "The file is named {name} and is {kind}.",
  looksFor:
    "A program, a shortcut or a script by its content, under a name with the ending of a document, a picture, a sound or an archive; and a second ending behind such a one.",
  whyItMatters:
    "Whoever opens it as a document runs it. It was named so by somebody: programs do not name their files so.",
  innocentCauses: [
    "a file renamed to pass a mail filter, with the reader told to name it back",
    "a collection of test files",
    "an attachment that was given a wrong name by a converter",
  ],
  sources: ["own design"],
  cost: "trivial",
  applies: (facts) => facts.name !== "",
  run: (facts) => {
    const kind = kindOf(facts);
    if (kind === null) return [];
    return [
      flagOf(programUnderDocumentName, { name: quoted(facts.name), kind }, [
        {
          raw: facts.name.slice(0, 400),
          where: absent("name of the file"),
          steps: [`by content ${facts.type}`],
          value: kind,
          comparedWith: null,
        },
      ]),
    ];
  },
};
