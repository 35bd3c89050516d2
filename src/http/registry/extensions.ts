// Extension discovery (distribution-spec extensions/_oci.md). This registry has none beyond the discovery itself.
import { json } from "../respond.ts";
import type { RegistryHandler } from "./services.ts";

export const discoverExtensions: RegistryHandler = ({ exchange }) => json(exchange, { extensions: [] });
