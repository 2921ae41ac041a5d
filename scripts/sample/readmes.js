/** The README files of the sample's folders. */

export const TAMPERED_README = (samples) => `# Altered samples

One folder per check, named by the check's id. The files in it hold the planted condition and nothing else unusual; \`expect.json\` says

- \`check\`: the id of the check that must fire,
- \`fires\`: the files it must fire on (for a finding about a group: its members),
- \`mayAlsoFire\`: other checks that see the same plant,
- \`note\`: what was planted, in one sentence.

Checks that compare with the rest of a corpus are run on \`clean/\` and the folder together; \`clean/\` alone must stay silent.
The people, programs and servers are those of \`clean/\`. All of it is invented. Written by \`npm run sample-corpus\`.

| folder | planted |
| --- | --- |
${samples.map((s) => `| \`${s.check}\` | ${s.note} |`).join("\n")}
`;

export const CLAIMS_README = `# Counter-examples

\`counter-examples/\` holds invented messages that contradict "completely banal": undeclared cash, an offshore account, pressure to
keep silent, in French, English and German. They are not part of \`clean/\`: index both to see a claim contradicted, \`clean/\`
alone to see what an honest "no counter-example found" looks like. \`manifest.json\` lists them with topic and telling phrase.
`;

export const ODD_README = (messages) => `# Mail that breaks the rules without intent

${messages.map((m) => `- \`${m.name}\`: ${m.note}`).join("\n")}
`;
