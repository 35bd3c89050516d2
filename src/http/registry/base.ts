// end-1: the first thing most clients ask.
import { json } from "../respond.ts";
import type { RegistryHandler } from "./services.ts";

export const checkVersion: RegistryHandler = ({ exchange }) => json(exchange, {});
