/** E01: a photograph whose last writer was an editing program. Context. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { metadataEvidence } from "../facts/evidence.ts";

const EDITORS =
  /photoshop|gimp|lightroom|paint\.net|affinity|pixelmator|snapseed|corel|paint shop|acdsee|picasa|irfanview|imagemagick/i;

export const imageSavedByEditor: FileCheck = {
  scope: "file",
  id: "image-saved-by-editor",
  catalogue: "E01",
  line: "document",
  level: "information",
  sentence: "The picture names the camera {camera} and the editing program {program}.",
  looksFor: "A picture with camera data whose software entry names an editing program.",
  whyItMatters: "It was saved again after it was taken. What was changed is not told.",
  innocentCauses: [
    "cropping, turning or resizing",
    "an album program that writes its name on import",
    "a service that prepares pictures for the web",
  ],
  sources: ["EXIF 2.32, tag Software"],
  cost: "trivial",
  applies: (facts) =>
    facts.type.startsWith("image/") &&
    facts.first("camera") !== undefined &&
    facts.first("app") !== undefined,
  run: (facts) => {
    const camera = facts.first("camera");
    const program = facts.all("app").find(({ text }) => EDITORS.test(text));
    if (camera === undefined || program === undefined) return [];
    return [
      flagOf(imageSavedByEditor, { camera: quoted(camera.text), program: quoted(program.text) }, [
        metadataEvidence(program),
      ]),
    ];
  },
};
