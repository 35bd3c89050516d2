// CSV as RFC 4180 has it, for people who open it with a spreadsheet.

/** What a spreadsheet takes for a formula. Names and paths come from anybody, and an export is opened by somebody with rights. */
const FORMULA = /^[=+\-@\t\r\n]/;
const SPECIAL = /[",\r\n]/;

/** With the line's end. */
export function formatCsvRow(cells: readonly string[]): string {
  return `${cells.map(formatCell).join(",")}\r\n`;
}

function formatCell(text: string): string {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
