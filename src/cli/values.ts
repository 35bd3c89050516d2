// Values of options as people write them.
import { InvalidArgumentError } from "commander";
import { SIZE_UNITS } from "../lib/size-units.ts";

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** `90d`, `12h`: milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^([1-9]\d{0,5})([mhdw])$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError("Write it as 30m, 12h, 90d or 4w.");
  return Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** A moment in RFC 3339, a day, or how long ago it was: `24h`. In RFC 3339. */
export function parsePast(text: string): string {
  if (/^\d+[mhdw]$/.test(text)) return new Date(Date.now() - parseDuration(text)).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError("Write it as 24h, 2026-11-23 or 2026-11-23T16:00:00Z.");
  return new Date(time).toISOString();
}

/** `10GiB`: bytes. `none` is infinite: the parser of options takes null for a missing value. */
export function parseSizeLimit(text: string): number {
  if (text === "none") return Infinity;
  const [, amount, unit = "b"] = /^(\d+(?:\.\d+)?) ?([kmgt]i?b)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(amount) * (SIZE_UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes)) throw new InvalidArgumentError("Write it as 500MB, 10GiB or none.");
  return bytes;
}

/** `50MB/s`: bytes in a second. */
export function parseRate(text: string): number {
  const bytes = parseSizeLimit(text.replace(/\/s$/, ""));
  if (bytes === 0 || bytes === Infinity) throw new InvalidArgumentError("Write it as 50MB/s.");
  return bytes;
}

export function parseCountLimit(text: string): number {
  if (text === "none") return Infinity;
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, or none.");
  return Number(text);
}

/** As the API has it: null is no limit. */
export function finiteOrNull(value: number): number | null {
  return value === Infinity ? null : value;
}

/** An option that may be repeated, and takes several values between commas. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  const values = text
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
  return [...before, ...values];
}

export function parseYesNo(text: string): boolean {
  if (["yes", "true", "on"].includes(text)) return true;
  if (["no", "false", "off"].includes(text)) return false;
  throw new InvalidArgumentError("It must be yes or no.");
}

/** Only what was given: a change must not touch the rest. */
export function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<typeof given<Fields>>;
}
