// Texts for people: what a registry sends is shown, never obeyed.

/** One line without control characters: a name or message from elsewhere must not move the cursor or forge a line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ").trim();
}

/** Secrets of ours, and tokens in JWT form: of each only the beginning is left. */
export function withoutSecrets(text: string): string {
  return text.replace(/\b(aer_(?:pat|rob|ref|ses|inv)_)[0-9A-Za-z]+/g, "$1…").replace(/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]+/g, "eyJ…");
}

const UNITS = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** `3 hours ago`, `in 2 days`. */
export function relativeTime(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  if (Number.isNaN(seconds)) return oneLine(time);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  // The registry's clock may be a little ahead of ours.
  if (unit === "second") return seconds < 5 ? "just now" : "in a moment";
  const count = Math.round(Math.abs(seconds) / size);
  const amount = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `${amount} ago` : `in ${amount}`;
}

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `1.5 MiB`. */
export function byteSize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${SIZES[power]}`;
}
