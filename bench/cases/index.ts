// All families, in the order in which they run.
import type { Scale } from "../scale.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Family } from "./case.ts";
import { growthFamily } from "./growth.ts";
import { managementFamily } from "./management.ts";
import { mixedFamily } from "./mixed.ts";
import { pullFamily } from "./pull.ts";
import { pushFamily } from "./push.ts";
import { startFamily } from "./start.ts";
import { tagsFamily } from "./tags.ts";
import { uploadsFamily } from "./uploads.ts";

export function allFamilies(scale: Scale, wrkPath: string | undefined, on: Surroundings): readonly Family[] {
  return [
    startFamily(scale),
    pullFamily(scale, wrkPath),
    pushFamily(scale),
    mixedFamily(scale),
    tagsFamily(scale),
    uploadsFamily(scale),
    managementFamily(scale),
    growthFamily(scale, on),
  ];
}

/** The families left when only some cases are wanted, by case name or by family name. */
export function selectFamilies(families: readonly Family[], only: readonly string[]): readonly Family[] {
  if (only.length === 0) return families;
  const known = new Set(families.flatMap((family) => [family.name, ...family.cases.map((one) => one.name)]));
  const unknown = only.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(", ")} (there are: ${[...known].join(", ")})`);
  return families
    .map((family) => ({ ...family, cases: family.cases.filter((one) => only.includes(family.name) || only.includes(one.name)) }))
    .filter((family) => family.cases.length > 0);
}
