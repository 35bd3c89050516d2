import { expect, test } from "bun:test";
import { formatCsvRow } from "./csv.ts";

test("a row ends with CRLF, and only what needs quotes has them", () => {
  expect(formatCsvRow(["a", "", "b c", "1"])).toBe("a,,b c,1\r\n");
});

test("commas, quotes and line breaks are kept in their cell", () => {
  expect(formatCsvRow(["a,b", 'say "x"', "one\r\ntwo", "é"])).toBe('"a,b","say ""x""","one\r\ntwo",é\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])("%j is no formula", (text) => {
  expect(formatCsvRow([text]).replace(/^"/, "")[0]).toBe("'");
});

test("a formula that needs quotes is no formula either", () => {
  expect(formatCsvRow(['=HYPERLINK("http://x","y")'])).toBe(`"'=HYPERLINK(""http://x"",""y"")"\r\n`);
});
