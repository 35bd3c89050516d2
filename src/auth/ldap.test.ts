import { describe, expect, test } from "bun:test";
import { assert, property, string } from "fast-check";
import { EqualityFilter, FilterParser } from "ldapts";
import { type LdapConfig, LdapDirectory, fill, idOf } from "./ldap.ts";

const CONFIG: LdapConfig = {
  url: "ldaps://directory.example.org",
  startTls: false,
  allowPlaintext: false,
  caFile: undefined,
  bindDn: "cn=aerugo",
  bindPassword: "secret",
  baseDn: "dc=example",
  userFilter: "(uid={username})",
  attributes: { username: "uid", displayName: "cn", email: "mail", id: undefined },
  trustEmail: false,
  groupBaseDn: undefined,
  groupFilter: "(member={dn})",
  groupNameAttribute: "cn",
  nestedGroups: false,
  timeoutMs: 1000,
};

describe("a filter", () => {
  test("holds any name whatsoever as one value, and nothing more", () => {
    const holds = property(string({ unit: "binary" }), (username) => {
      const filter = FilterParser.parseString(fill("(uid={username})", { username }));
      expect(filter).toBeInstanceOf(EqualityFilter);
      expect((filter as EqualityFilter).value).toBe(username);
    });
    assert(holds);
  });

  test("escapes what RFC 4515 says", () => {
    expect(fill("(uid={username})", { username: "*)(uid=*\\\0" })).toBe("(uid=\\2a\\29\\28uid=\\2a\\5c\\00)");
  });

  test("is filled once: a name that looks like a place is a name", () => {
    expect(fill("(&(member={dn})(memberUid={username}))", { dn: "{username}", username: "{dn}" })).toBe(
      "(&(member={username})(memberUid={dn}))",
    );
  });
});

describe("an id", () => {
  test("is the GUID that Windows shows for the bytes", () => {
    const objectGUID = Buffer.from("0011223344556677 8899aabbccddeeff".replaceAll(" ", ""), "hex");
    expect(idOf({ dn: "x", objectGUID }, "objectguid")).toBe("33221100-5544-7766-8899-aabbccddeeff");
  });

  test("is hex for other bytes", () => {
    expect(idOf({ dn: "x", key: Buffer.from([0xff, 0x00]) }, "key")).toBe("ff00");
  });

  test.each<[string, string | string[]]>([
    ["missing", []],
    ["ambiguous", ["a", "b"]],
    ["empty", ""],
    ["too long", "x".repeat(257)],
  ])("is none when it is %s", (_, entryUUID) => {
    expect(idOf({ dn: "x", entryUUID }, "entryUUID")).toBeUndefined();
  });
});

describe("a configuration", () => {
  test.each<[string, Partial<LdapConfig>]>([
    ["in the clear", { url: "ldap://directory.example.org" }],
    ["URL", { url: "https://directory.example.org" }],
    ["URL", { url: "ldaps://user:secret@directory.example.org" }],
    ["URL", { url: "ldaps://directory.example.org/dc=example" }],
    ["encrypted already", { startTls: true }],
    ["a DN and a password", { bindPassword: "" }],
    ["a DN and a password", { bindDn: undefined }],
    ["user filter", { userFilter: "(uid=ada)" }],
    ["group filter", { groupFilter: "(member=ada)" }],
    ["nested", { groupFilter: "(memberUid={username})", nestedGroups: true }],
    ["parentheses", { groupFilter: "member={dn}" }],
    ["Unbalanced", { userFilter: "(uid={username}" }],
  ])("that could not work is refused: %s", (reason, change) => {
    expect(() => new LdapDirectory({ ...CONFIG, ...change })).toThrow(reason);
  });

  test.each<Partial<LdapConfig>>([
    {},
    { url: "ldap://[::1]:389", startTls: true },
    { url: "ldap://127.0.0.1", allowPlaintext: true },
    { bindDn: undefined, bindPassword: undefined },
    { groupFilter: "(member:1.2.840.113556.1.4.1941:={dn})" },
    { userFilter: "(&(objectClass=person)(|(uid={username})(mail={username})))" },
  ])("that can work is taken: %p", (change) => {
    expect(new LdapDirectory({ ...CONFIG, ...change })).toBeInstanceOf(LdapDirectory);
  });
});

test("a URL with a password in it is not repeated", () => {
  expect(() => new LdapDirectory({ ...CONFIG, url: "ldaps://user:secret@directory.example.org" })).toThrow(/^(?!.*secret).*URL/);
});
