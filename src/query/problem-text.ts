/** A problem of a query as one or two sentences, with what was probably meant. */
import type { QueryProblem } from "./tree.ts";

/** `There is no field "form"; read as words. Did you mean "from:"?` */
export const problemText = ({ message, suggestion }: QueryProblem): string =>
  suggestion === undefined || suggestion === "" || message.includes("Did you mean")
    ? message
    : `${message} Did you mean ${suggestion}?`;
