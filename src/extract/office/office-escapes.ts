/** Characters that XML cannot hold, as Office writes them: `_x000D_` is a carriage return, `_x005F_` an underscore (ISO 29500-1, 22.9.2.19). */

/** `officeText("Total_x000D_")` is "Total\r". */
export function officeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
