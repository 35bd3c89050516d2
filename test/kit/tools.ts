// Tests that need a program of somebody else's: on a laptop they may be skipped, saying why; on CI never.
import { test } from "bun:test";
import { findTool, installHint, onCi, type ToolName } from "../../scripts/services.ts";

/** How to install each of these that is missing. */
export function hintsFor(tools: readonly ToolName[]): string[] {
  return tools.filter((tool) => findTool(tool) === undefined).map(installHint);
}

/** Whether anything stands in the way. If so it is printed, and on CI, where everything is installed, a test fails with it. */
export function cannotBeTried(name: string, obstacles: readonly string[]): boolean {
  if (obstacles.length > 0 && onCi) {
    test(`${name} can be tried`, () => {
      throw new Error(obstacles.join("\n"));
    });
  } else {
    for (const obstacle of obstacles) console.log(`skipped: ${obstacle}`);
  }
  return obstacles.length > 0;
}
