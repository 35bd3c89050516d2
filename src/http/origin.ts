// The address under which clients reach this registry, for links that must be absolute: what is configured, else what a trusted
// proxy says, else the Host that the client itself used. X-Forwarded-* from anyone else never decides where a password goes.
import ipaddr from "ipaddr.js";
import { Networks } from "../lib/networks.ts";

const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

/** Proxies in a row. The last ones count: what stands before them anybody may have written, as long as they like. */
const FORWARDED_LIMIT = 50;

export class PublicOrigin {
  private readonly trusted: Networks;

  /** `publicUrl`, when configured, wins over every header. */
  constructor(
    private readonly config: { publicUrl: string | undefined; listenOrigin: () => string },
    trustedProxies: readonly string[],
  ) {
    this.trusted = new Networks(trustedProxies);
  }

  of(headers: Headers, remoteAddress: string): string {
    if (this.config.publicUrl) return this.config.publicUrl;
    const forwarded = this.trusted.includes(remoteAddress);
    const proto = (forwarded && firstOf(headers.get("x-forwarded-proto"))) || "http";
    const host = (forwarded && firstOf(headers.get("x-forwarded-host"))) || headers.get("host") || "";
    if (!HOST.test(host) || (proto !== "http" && proto !== "https")) return this.config.listenOrigin();
    return `${proto}://${host}`;
  }

  /** The last address in X-Forwarded-For that is none of our own proxies'; what stands before it anybody may have written. */
  clientAddress(headers: Headers, remoteAddress: string): string {
    let address = remoteAddress;
    const hops = headers.get("x-forwarded-for")?.split(",").slice(-FORWARDED_LIMIT) ?? [];
    while (this.trusted.includes(address) && hops.length > 0) {
      const hop = addressOf(hops.pop()!);
      // One of ours wrote something else than an address; skipping it would lead to what the client wrote.
      if (hop === undefined) return address;
      address = hop;
    }
    return address;
  }
}

/** Of one hop. Some proxies write the port behind it: `203.0.113.7:51234`, `[2001:db8::7]:51234`. */
function addressOf(hop: string): string | undefined {
  const text = hop.trim();
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  return ipaddr.isValid(address) ? address : undefined;
}

function firstOf(list: string | null): string | undefined {
  return list?.split(",", 1)[0]?.trim();
}
