/** What a handler may ask of the connection a request came on. */
export interface ClientConnection {
  readonly remoteAddress: string;
  /** How long the connection may be silent; 0 for as long as it likes, until the request is answered. */
  setIdleTimeout(seconds: number): void;
}
