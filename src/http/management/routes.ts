// Every endpoint of the Management API: a resource is a line here.
import type { Endpoint } from "./endpoint.ts";
import { ROOT } from "./root.ts";

export const MANAGEMENT_ENDPOINTS: readonly Endpoint[] = [...ROOT];
