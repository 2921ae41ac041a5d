/** Patterns with `*` and `?` matched against a whole text, without regular expressions: cost is pattern times text at worst. */

/** One piece of a pattern: a literal text or a wildcard. */
export type PatternPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "one" };

/** Pieces of a pattern as kept in the tree (`\*`, `\?`, `\\` are literal): `a*\?` is text "a", any, text "?". */
export function patternPieces(pattern: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = [];
  let text = "";
  const closeText = (): void => {
    if (text !== "") pieces.push({ kind: "text", text });
    text = "";
  };
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "\\" && at + 1 < pattern.length) text += pattern.charAt(++at);
    else if (char === "*" || char === "?") {
      closeText();
      if (char === "?") pieces.push({ kind: "one" });
      else if (pieces.at(-1)?.kind !== "any") pieces.push({ kind: "any" });
    } else text += char;
  }
  closeText();
  return pieces;
}

/** The text of a pattern when it holds no wildcard, else null. */
export function literalOf(pattern: string): string | null {
  const pieces = patternPieces(pattern);
  if (pieces.some((piece) => piece.kind !== "text")) return null;
  return pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("");
}

export interface Glob {
  /** What every match begins with; a dictionary is scanned from there. */
  readonly prefix: string;
  readonly test: (text: string) => boolean;
}

const ANY = -1;
const ONE = -2;

/** Compiles a pattern; `?` stands for one character as people count them (one code point). Case counts: fold both sides first. */
export function compileGlob(pattern: string): Glob {
  const pieces = patternPieces(pattern);
  const [first] = pieces;
  const prefix = first?.kind === "text" ? first.text : "";
  const simple = simpleTest(pieces, prefix);
  if (simple !== null) return { prefix, test: simple };
  const codes: number[] = pieces.flatMap((piece) =>
    piece.kind === "text"
      ? Array.from(piece.text, (char) => char.codePointAt(0) as number)
      : piece.kind === "any"
        ? ANY
        : ONE,
  );
  return { prefix, test: (text) => text.startsWith(prefix) && matches(codes, text) };
}

/** Tests for the forms nearly all patterns have: `a*`, `*a`, `*a*`, `a*b`. */
function simpleTest(
  pieces: readonly PatternPiece[],
  prefix: string,
): ((text: string) => boolean) | null {
  const shape = pieces.map((piece) =>
    piece.kind === "text" ? "t" : piece.kind === "any" ? "*" : "?",
  );
  const lastPiece = pieces.at(-1);
  const suffix = lastPiece?.kind === "text" ? lastPiece.text : "";
  const middle = pieces[1]?.kind === "text" ? pieces[1].text : "";
  switch (shape.join("")) {
    case "":
      return (text) => text === "";
    case "t":
      return (text) => text === prefix;
    case "*":
      return () => true;
    case "t*":
      return (text) => text.startsWith(prefix);
    case "*t":
      return (text) => text.endsWith(suffix);
    case "*t*":
      return (text) => text.includes(middle);
    case "t*t":
      return (text) =>
        text.length >= prefix.length + suffix.length &&
        text.startsWith(prefix) &&
        text.endsWith(suffix);
    default:
      return null;
  }
}

/** Two pointers: on a mismatch the last star takes one character more. No star is ever reconsidered after a later one. */
function matches(codes: readonly number[], text: string): boolean {
  const chars = Array.from(text, (char) => char.codePointAt(0) as number);
  let at = 0;
  let code = 0;
  let star = -1;
  let starAt = 0;
  while (at < chars.length) {
    if (codes[code] === ANY) {
      star = code++;
      starAt = at;
    } else if (code < codes.length && (codes[code] === ONE || codes[code] === chars[at])) {
      code++;
      at++;
    } else if (star >= 0) {
      code = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (codes[code] === ANY) code++;
  return code === codes.length;
}
