// A certificate for a test's server, which is its own authority.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** In PEM, for `localhost` and 127.0.0.1. */
export async function selfSigned(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-certificate-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
    const openssl = Bun.spawn(["openssl", "req", "-x509", ...options, ...subject], { stdout: "ignore", stderr: "pipe" });
    if ((await openssl.exited) !== 0) throw new Error(`openssl made no certificate: ${await openssl.stderr.text()}`);
    return { key: await Bun.file(key).text(), cert: await Bun.file(cert).text() };
  } finally {
    await rm(folder, { recursive: true });
  }
}
