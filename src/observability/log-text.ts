/** Turns one of the log's JSON records into a line for people: time, level, message, then the fields. */
export function textLine(json: string): string {
  const { time, level, message, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
  return `${time} ${String(level).toUpperCase().padEnd(5)} ${inline(String(message))}${shown.join("")}\n`;
}

function fieldText(value: unknown): string {
  if (isLoggedError(value))
    return JSON.stringify(
      value.stack
        .split("\n")
        .map((line) => line.trim())
        .join(" | "),
    );
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // Quoted where a reader could not tell where it ends, or where it could forge a record of its own.
  return typeof value === "string" && !/^[\w./:@+-]+$/.test(text) ? JSON.stringify(text) : text;
}

function inline(message: string): string {
  // oxlint-disable-next-line no-control-regex -- a message must stay one line and must not move a terminal's cursor
  return message.replaceAll(/[\u0000-\u001f\u007f]/g, (character) => JSON.stringify(character).slice(1, -1));
}

function isLoggedError(value: unknown): value is { stack: string } {
  return typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string";
}
