// Every endpoint of the Management API: a resource is a line here.
import { AUDIT } from "./audit.ts";
import type { Endpoint } from "./endpoint.ts";
import { ROOT } from "./root.ts";

export const MANAGEMENT_ENDPOINTS: readonly Endpoint[] = [...ROOT, ...AUDIT];
