import { expect, test } from "bun:test";
import type { Manifest } from "../../oci/manifest.ts";
import { formatWarning, warningHeaders } from "./warnings.ts";

const withLayer = (mediaType: string) => ({ references: [{ mediaType }] }) as unknown as Manifest;

test("a warning has the specification's form, with its text quoted", () => {
  expect(formatWarning('say "\\"')).toBe('299 - "say \\"\\\\\\""');
});

test("only deprecated layers are worth one", () => {
  expect(warningHeaders(withLayer("application/vnd.oci.image.layer.v1.tar"))).toEqual({});
  expect(warningHeaders(withLayer("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"))).toHaveProperty("warning");
});
