import { expect, test } from "bun:test";
import { Networks } from "./networks.ts";

test.each([
  [["10.0.0.0/8"], "10.1.2.3", true],
  [["10.0.0.0/8"], "11.1.2.3", false],
  [["192.0.2.1"], "192.0.2.1", true],
  [["192.0.2.1"], "192.0.2.2", false],
  [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
  [["2001:db8::/32"], "2001:db8::7", true],
  [["2001:db8::/32"], "10.1.2.3", false],
  [["10.0.0.0/8", "2001:db8::/32"], "2001:db8::7", true],
  [[], "10.1.2.3", false],
  [["10.0.0.0/8"], "no address", false],
] as const)("%p includes %s: %p", (networks, address, isIn) => {
  expect(new Networks(networks).includes(address)).toBe(isIn);
});
