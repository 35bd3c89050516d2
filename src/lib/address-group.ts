// Who is counted as one caller by their address: one customer's line, as far as an address can tell.
import ipaddr from "ipaddr.js";

/** An IPv6 customer has at least a /64, and may use a new address of it for each request. */
const IPV6_GROUPS_OF_64_BITS = 4;
const UNKNOWN = "unknown";

/** `192.0.2.1` for itself, written as IPv6 too, and `2001:db8:1:2::/64` for each address in it. Whatever is no address is one caller. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return UNKNOWN;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = parsed.parts.slice(0, IPV6_GROUPS_OF_64_BITS).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}
