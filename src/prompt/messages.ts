/** What the prompt and the process that answers it say to each other. Types only. */
import type { Line } from "./read-line.ts";
import type { PromptState } from "./state.ts";

/** How the terminal is now: sent with every line, since windows change. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly plain: boolean;
}

export type ToChild =
  | {
      readonly kind: "line";
      readonly line: Line;
      readonly state: PromptState;
      readonly screen: Screen;
    }
  | { readonly kind: "values"; readonly field: string; readonly prefix: string };

export type FromChild =
  | { readonly kind: "out"; readonly text: string }
  | { readonly kind: "err"; readonly text: string }
  | { readonly kind: "done"; readonly state: PromptState }
  | { readonly kind: "values"; readonly values: readonly string[] }
  /** The index cannot be opened: said once, then the process ends. */
  | { readonly kind: "failed"; readonly message: string };
