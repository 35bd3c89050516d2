// Where a registry is, from what people write: `registry.example.com`, `localhost:5000`, `https://registry.example.com/`.
import { CliError } from "../failure.ts";

/** The origin, without a slash at its end. HTTPS unless the text says otherwise, or `plainHttp` does. */
export function parseRegistryUrl(text: string, { plainHttp = false } = {}): string {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `${plainHttp ? "http" : "https"}://${text}`);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.hostname === "") throw refused("is not the address of a registry", text);
  // What it held would end up in the list of contexts and in messages. The message does not repeat it.
  if (url.username !== "" || url.password !== "") throw refused("must not hold a user name or password");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw refused("must not have a path: a registry owns its whole host", text);
  if (plainHttp) url.protocol = "http:";
  return url.origin;
}

/** `registry.example.com:5000`: how image references and Docker name it. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** Whether bytes to it stay on this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function refused(what: string, text?: string): CliError {
  const subject = text === undefined ? "the address" : `'${text}'`;
  return new CliError("usage", `${subject} ${what}`, "Write it as registry.example.com, or http://localhost:5000.");
}
