// Whether an address lies in one of some networks, each written as an address or as a range.
import ipaddr from "ipaddr.js";

export class Networks {
  private readonly ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

  constructor(texts: readonly string[]) {
    this.ranges = texts.map(parseNetwork);
  }

  includes(text: string): boolean {
    if (this.ranges.length === 0 || !ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return this.ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  }
}

function parseNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
