// AWS's chain of credentials as a test lays it out: environment, files, a container's role, an instance's role.

const SOURCES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CONFIG_FILE",
] as const;

const NOWHERE = { AWS_SHARED_CREDENTIALS_FILE: "/nonexistent", AWS_CONFIG_FILE: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };

export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly seconds?: number;
}

/** Nothing of this machine's own counts, until it is disposed of. */
export function credentialsOnlyFrom(variables: Partial<Record<(typeof SOURCES)[number], string>>): Disposable {
  const before = SOURCES.map((name) => process.env[name]);
  for (const name of SOURCES) setVariable(name, { ...NOWHERE, ...variables }[name as keyof typeof NOWHERE]);
  return {
    [Symbol.dispose]: () => {
      for (const [index, name] of SOURCES.entries()) setVariable(name, before[index]);
    },
  };
}

/** As metadata services give them out. */
export function roleKeys({ accessKeyId, secretAccessKey = "s", sessionToken = "t", seconds = 3600 }: RoleKeys): object {
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: expiration };
}

/** This machine is an instance with a role, and has no other credentials, until it is disposed of. */
export function onInstanceWithRole(keys: RoleKeys): Disposable {
  const service = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/latest/api/token") return new Response("imds-token");
      if (pathname.endsWith("/security-credentials/")) return new Response("node-role");
      return Response.json({ Code: "Success", ...roleKeys(keys) });
    },
  });
  const environment = credentialsOnlyFrom({
    AWS_EC2_METADATA_DISABLED: "false",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${service.port}`,
  });
  return {
    [Symbol.dispose]: () => {
      environment[Symbol.dispose]();
      void service.stop(true);
    },
  };
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
