// The address under which clients reach this registry, for links that must be absolute: what is configured, else what a trusted
// proxy says, else the Host that the client itself used. X-Forwarded-* from anyone else never decides where a password goes.
import ipaddr from "ipaddr.js";

const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

/** Proxies in a row. The last ones count: what stands before them anybody may have written, as long as they like. */
const FORWARDED_LIMIT = 50;

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

export class PublicOrigin {
  private readonly trusted: readonly Network[];

  /** `publicUrl`, when configured, wins over every header. */
  constructor(
    private readonly config: { publicUrl: string | undefined; listenOrigin: () => string },
    trustedProxies: readonly string[],
  ) {
    this.trusted = trustedProxies.map(parseNetwork);
  }

  of(headers: Headers, remoteAddress: string): string {
    if (this.config.publicUrl) return this.config.publicUrl;
    const forwarded = this.isTrusted(remoteAddress);
    const proto = (forwarded && firstOf(headers.get("x-forwarded-proto"))) || "http";
    const host = (forwarded && firstOf(headers.get("x-forwarded-host"))) || headers.get("host") || "";
    if (!HOST.test(host) || (proto !== "http" && proto !== "https")) return this.config.listenOrigin();
    return `${proto}://${host}`;
  }

  /** The last address in X-Forwarded-For that is none of our own proxies'; what stands before it anybody may have written. */
  clientAddress(headers: Headers, remoteAddress: string): string {
    let address = remoteAddress;
    const hops = headers.get("x-forwarded-for")?.split(",").slice(-FORWARDED_LIMIT) ?? [];
    while (this.isTrusted(address) && hops.length > 0) {
      const hop = addressOf(hops.pop()!);
      // One of ours wrote something else than an address; skipping it would lead to what the client wrote.
      if (hop === undefined) return address;
      address = hop;
    }
    return address;
  }

  private isTrusted(remoteAddress: string): boolean {
    if (this.trusted.length === 0 || !ipaddr.isValid(remoteAddress)) return false;
    const address = ipaddr.process(remoteAddress);
    return this.trusted.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  }
}

/** Of one hop. Some proxies write the port behind it: `203.0.113.7:51234`, `[2001:db8::7]:51234`. */
function addressOf(hop: string): string | undefined {
  const text = hop.trim();
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  return ipaddr.isValid(address) ? address : undefined;
}

function parseNetwork(text: string): Network {
  if (text.includes("/")) return ipaddr.parseCIDR(text) as Network;
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function firstOf(list: string | null): string | undefined {
  return list?.split(",", 1)[0]?.trim();
}
