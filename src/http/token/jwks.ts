// The keys of our access tokens as a JWK Set (RFC 7517).
import { json } from "../respond.ts";
import type { TokenHandler } from "./services.ts";

export const getJwks: TokenHandler = async (exchange, { tokens }) =>
  json(exchange, await tokens.jwks(), { "cache-control": "public, max-age=300" });
