// Whom a registry takes us for.
import type { Connection } from "./connection.ts";

export async function whoIs({ options }: Connection) {
  const { getCurrentUser } = await import("../../../packages/client/src/index.ts");
  return (await getCurrentUser(options)).data;
}
