// Every configuration key there is, once: the file's keys, the environment's names, the flags, the reference page, the
// JSON Schema and the `Config` type all come from this table.
import { z } from "zod";
import { REFERENCE_POLICIES } from "../oci/reference-policy.ts";
import {
  boolean,
  cacheUrl,
  choice,
  databaseUrl,
  count,
  duration,
  durationOrOff,
  issuerFiles,
  issuerPatterns,
  list,
  listenAddress,
  listenAddressOrOff,
  networks,
  policyRules,
  size,
  storageUrl,
  S3_ENDPOINT,
  text,
  webOrigin,
  type ValueType,
} from "./types.ts";

type Written = string | number | boolean | readonly string[] | undefined;

interface KeySpec<Zod extends z.ZodType, Default extends Written> {
  readonly type: ValueType<Zod>;
  /** As it would be written in a file; `<data_dir>` stands for that key's value, `undefined` for "not set". */
  readonly default: Default;
  readonly meaning: string;
  /** Never shown: not in errors, not by `config show`, and not accepted on the command line. */
  readonly secret?: true;
}

const MIB = 2 ** 20;
const DAY = 86_400;

const KEYS = {
  listen: key({
    type: listenAddress(),
    default: "127.0.0.1:5000",
    meaning: "Where the registry and its management API answer; port 0 takes any free port.",
  }),
  ops_listen: key({
    type: listenAddressOrOff(),
    default: "127.0.0.1:9090",
    meaning: "Where health and metrics answer, kept apart from the public port; `off` disables them.",
  }),
  data_dir: key({
    type: text(/\S/, "a folder"),
    default: "./data",
    meaning: "The folder that holds everything Aerugo keeps on this machine.",
  }),
  public_url: key({
    type: webOrigin(),
    default: undefined,
    meaning: "The address clients use, when it is not the one they connect to; links and token realms are made from it.",
  }),
  open: key({
    type: boolean(),
    default: false,
    meaning: "Anyone may pull and push without signing in. For laptops and tests.",
  }),
  role: key({
    type: choice(["all", "api", "worker"]),
    default: "all",
    meaning: "What this node does: answer clients (`api`), run background jobs (`worker`, which opens the operations port only), or both.",
  }),
  workers: key({
    type: count(1, 64),
    default: 1,
    meaning: "Processes that share the public port and the work; more than one needs PostgreSQL.",
  }),
  "jobs.at_once": key({
    type: count(1, 32),
    default: 4,
    meaning: "Background jobs that one process runs at the same time.",
  }),
  database_url: key({
    type: databaseUrl(),
    default: "sqlite:<data_dir>/aerugo.db",
    meaning: "Where manifests, tags, users and permissions are kept.",
  }),
  "database.pool_size": key({
    type: count(2, 500),
    default: 10,
    meaning: "Connections of this process to PostgreSQL; SQLite needs none of them.",
  }),
  "database.connect_timeout_seconds": key({
    type: duration(1, 60),
    default: 5,
    meaning: "How long PostgreSQL may take to accept a connection, and one that was idle to show that it is still there.",
  }),
  "database.queue_timeout_seconds": key({
    type: duration(1, 300),
    default: 10,
    meaning: "How long a request waits for a free connection before it is answered 503.",
  }),
  "database.statement_timeout_seconds": key({
    type: duration(1, 3600),
    default: 30,
    meaning: "How long PostgreSQL may take for one statement; afterwards its connection is given up, and the request answered 503.",
  }),
  "database.pooler": key({
    type: choice(["none", "transaction"]),
    default: "none",
    meaning:
      "`transaction` behind PgBouncer, or its like, in transaction pooling mode: no prepared statements, no parameters that belong to a connection.",
  }),
  "database.ca_file": key({
    type: text(/\S/, "a file"),
    default: undefined,
    meaning:
      "The certificate (PEM) of who vouches for PostgreSQL's; the connection is then encrypted and the server's name verified. Otherwise `?sslmode=` of the URL decides.",
  }),
  storage_url: key({
    type: storageUrl(),
    default: "file:<data_dir>/blobs",
    meaning: "Where blobs are kept.",
  }),
  "storage.previous_url": key({
    type: storageUrl(),
    default: undefined,
    meaning:
      "Where blobs were kept before, while they are moved by `aerugo storage migrate`: blobs are found in either, and new ones go to `storage_url`.",
  }),
  "storage.s3.endpoint": key({
    type: text(S3_ENDPOINT, "an http or https URL"),
    default: undefined,
    meaning: "Where S3 is, when it is not Amazon's; also as `endpoint` in `storage_url`.",
  }),
  "storage.s3.region": key({
    type: text(/^\S+$/, "the name of a region"),
    default: undefined,
    meaning:
      "The bucket's region; also as `region` in `storage_url`. When not set: us-east-1 with an endpoint, else what AWS's environment and files say.",
  }),
  "storage.s3.path_style": key({
    type: choice(["auto", "on", "off"]),
    default: "auto",
    meaning:
      "Whether the bucket is in the path of S3's addresses rather than in the host's name; also as `path_style` in `storage_url`. `auto`: with an endpoint.",
  }),
  "storage.s3.access_key_id": key({
    type: text(/^\S+$/, "an access key"),
    default: undefined,
    meaning:
      "The access key for S3. When not set, AWS's chain is asked: environment, files, web identity, the container's role, the instance's role.",
  }),
  "storage.s3.secret_access_key": key({
    type: text(/^\S+$/, "a secret key"),
    default: undefined,
    secret: true,
    meaning: "The access key's secret; set both or neither.",
  }),
  "storage.s3.session_token": key({
    type: text(/^\S+$/, "a token"),
    default: undefined,
    secret: true,
    meaning: "For keys that are good for a while only.",
  }),
  "storage.s3.sse": key({
    type: choice(["none", "AES256", "aws:kms"]),
    default: "none",
    meaning: "Encryption that S3 is asked for with every object; `none` leaves it to the bucket.",
  }),
  "storage.s3.sse_kms_key_id": key({
    type: text(/\S/, "a key's id or ARN"),
    default: undefined,
    meaning: "The key for `aws:kms`; the account's own when not set.",
  }),
  "storage.s3.checksum": key({
    type: choice(["auto", "off", "crc32", "sha256"]),
    default: "auto",
    meaning:
      "A checksum sent with every object and part, for S3 to compare and to keep. `auto`: crc32 at Amazon, none with an endpoint, since not every store knows them; over http the bytes are signed instead.",
  }),
  "storage.s3.redirect": key({
    type: choice(["on", "off", "networks"]),
    default: "on",
    meaning:
      "Whether clients fetch blobs from S3 by themselves, at an address that is good for a while; `networks` sends only those of `redirect_networks` there.",
  }),
  "storage.s3.redirect_networks": key({
    type: networks(),
    default: [],
    meaning: "Who can reach S3, with `redirect: networks`.",
  }),
  "storage.s3.redirect_seconds": key({
    type: duration(60, 7 * DAY),
    default: 900,
    meaning:
      "How long such an address is good for: `gc.download_grace_seconds` at most; with a role's credentials no longer than they are.",
  }),
  "storage.s3.redirect_endpoint": key({
    type: text(S3_ENDPOINT, "an http or https URL"),
    default: undefined,
    meaning: "Where clients find S3, when they know it under another address than Aerugo does.",
  }),
  "storage.s3.part_bytes": key({
    type: size(8 * MIB),
    default: 16 * MIB,
    meaning: "What uploads are cut into; smaller ones are a single object. Doubles with every thousand parts, so that 5 TiB fit.",
  }),
  "storage.s3.parts_in_flight": key({
    type: count(1, 256),
    default: 16,
    meaning: "How many objects and parts a process sends at once; those beyond wait in their order.",
  }),
  "storage.s3.pulls_at_once": key({
    type: count(1, 65_535),
    default: 192,
    meaning:
      "How many blobs a process passes on from S3 to clients at once; those beyond wait a while, and are then answered 503. All requests of a process together are 256 at once, or as the environment's `BUN_CONFIG_MAX_HTTP_REQUESTS` says: leave some for pushes.",
  }),
  "storage.s3.spool_bytes": key({
    type: size(64 * MIB),
    default: 2048 * MIB,
    meaning: "Disk in `<data_dir>` for parts that wait; when it is full, senders wait.",
  }),
  "storage.s3.cache_bytes": key({
    type: size(0),
    default: 0,
    meaning: "Disk in `<data_dir>` for blobs that were asked for lately and come through this node; 0 for none.",
  }),
  "storage.s3.max_attempts": key({
    type: count(1, 20),
    default: 5,
    meaning: "How often a request to S3 is tried that fails for a reason that may pass.",
  }),
  "storage.s3.retry_budget": key({
    type: count(0, 10_000),
    default: 100,
    meaning: "How many tries beyond the first a process makes while none of its requests succeeds.",
  }),
  "storage.s3.request_timeout_seconds": key({
    type: duration(1, 600),
    default: 30,
    meaning: "How long S3 may take to answer a request, beside the time that many bytes need.",
  }),
  cache_url: key({
    type: cacheUrl(),
    default: "memory:",
    meaning: "Where nodes share limits and verified passwords; `memory:` is each process for itself.",
  }),
  admin_username: key({
    type: text(/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/, "lower-case letters and digits, with single . _ or - between them"),
    default: "admin",
    meaning: "The administrator that the first start creates.",
  }),
  admin_password: key({
    type: text(/^.{8,}$/s, "a password of at least 8 characters, as every user has"),
    default: undefined,
    secret: true,
    meaning: "That administrator's password; when not set, the first start makes one and prints it once.",
  }),

  secret_key: key({
    type: text(/^[A-Za-z0-9+/=_-]{43,64}$/, "32 bytes in base64 or hex"),
    default: undefined,
    secret: true,
    meaning:
      "What seals second factors and signing keys in the database; every node needs the same. When not set, `<data_dir>/secret.key` is made on the first start.",
  }),

  "log.level": key({
    type: choice(["trace", "debug", "info", "warn", "error"]),
    default: "info",
    meaning: "The least important records that are still written.",
  }),
  "log.format": key({
    type: choice(["auto", "text", "json"]),
    default: "auto",
    meaning: "One readable line per record, or one JSON object; `auto` is text on a terminal and json elsewhere.",
  }),

  "http.idle_timeout_seconds": key({
    type: duration(1, 255),
    default: 60,
    meaning: "A connection on which nothing moves for this long is closed.",
  }),
  "http.drain_timeout_seconds": key({
    type: duration(0, DAY),
    default: 30,
    meaning: "How long requests under way may go on after a stop was asked for.",
  }),
  "http.drain_delay_seconds": key({
    type: duration(0, 3600),
    default: 0,
    meaning: "How long to keep accepting after a stop was asked for, so that load balancers notice first.",
  }),
  "http.trusted_proxies": key({
    type: networks(),
    default: [],
    meaning: "Proxies whose `X-Forwarded-*` headers are believed; from anyone else they are ignored.",
  }),

  "registry.reference_policy": key({
    type: choice(REFERENCE_POLICIES),
    default: "strict",
    meaning:
      "What a pushed manifest may refer to: `strict` wants everything present, `index-lenient` lets an index name absent manifests, `sparse` lets anything be absent.",
  }),
  "registry.reference_policies": key({
    type: policyRules(REFERENCE_POLICIES),
    default: [],
    meaning: "Exceptions by repository, `pattern=policy`; the first match wins, `*` stays within a path component and `**` does not.",
  }),
  "registry.upload_expiry_seconds": key({
    type: duration(60, 365 * DAY),
    default: DAY,
    meaning: "An upload that nobody continues for this long is removed.",
  }),
  "registry.max_blob_bytes": key({
    type: size(1),
    default: undefined,
    meaning: "The largest blob accepted; no limit when not set.",
  }),

  "trash.keep_seconds": key({
    type: duration(0, 365 * DAY),
    default: 7 * DAY,
    meaning: "How long deleted tags, manifests and repositories can be restored; 0 deletes tags and manifests at once.",
  }),
  "retention.plan_expiry_seconds": key({
    type: duration(60, 30 * DAY),
    default: DAY,
    meaning: "A retention plan that nobody applies for this long can only be looked at.",
  }),
  "retention.every_seconds": key({
    type: duration(60, 30 * DAY),
    default: DAY,
    meaning: "How often policies that are automatic are applied.",
  }),
  "retention.keep_plans_seconds": key({
    type: duration(DAY, 3650 * DAY),
    default: 90 * DAY,
    meaning: "How long plans, and what became of each of their items, can be looked at.",
  }),

  "gc.grace_seconds": key({
    type: duration(0, 365 * DAY),
    default: DAY,
    meaning: "How long a blob is kept after its push or mount, and after the last manifest that refers to it.",
  }),
  "gc.untagged_after_seconds": key({
    type: durationOrOff(0, 3650 * DAY),
    default: 7 * DAY,
    meaning:
      "How long a manifest is kept that nothing refers to any more, from its last push, pull and tag on; `off` keeps such manifests for ever.",
  }),
  "gc.condemned_seconds": key({
    type: duration(0, 30 * DAY),
    default: 3600,
    meaning: "How long a client may rely on being told that a blob exists, before a manifest refers to it.",
  }),
  "gc.download_grace_seconds": key({
    type: duration(0, 30 * DAY),
    default: 3600,
    meaning: "How long the bytes of a deleted blob stay in storage for downloads that began before.",
  }),
  "gc.orphan_age_seconds": key({
    type: duration(600, 365 * DAY),
    default: DAY,
    meaning: "Bytes in storage that nothing knows of are deleted when they are older than this.",
  }),
  "gc.interval_seconds": key({
    type: durationOrOff(1, 30 * DAY),
    default: 60,
    meaning: "How often what is due is collected; `off` leaves it to `aerugo gc run`.",
  }),
  "gc.sweep_interval_seconds": key({
    type: durationOrOff(60, 365 * DAY),
    default: DAY,
    meaning: "How often storage is searched for bytes that nothing knows of; `off` leaves it to `aerugo gc run`.",
  }),
  "gc.batch_size": key({
    type: count(1, 1_000_000),
    default: 5000,
    meaning: "How many reviews, and how many deletions in storage, one collection does at most before others have their turn.",
  }),
  "gc.deletions_per_second": key({
    type: count(1, 100_000),
    default: 200,
    meaning: "How fast bytes are deleted in storage.",
  }),

  "auth.token_ttl_seconds": key({
    type: duration(60, DAY),
    default: 300,
    meaning: "How long a registry access token is good for.",
  }),
  "auth.password_cache_seconds": key({
    type: duration(0, DAY),
    default: 300,
    meaning: "How long a verified password is remembered, as a keyed hash, before it is verified again.",
  }),

  "auth.token_max_age_seconds": key({
    type: duration(3600, 3650 * DAY),
    default: undefined,
    meaning: "How long personal and robot tokens may be good for; when not set, as long as their makers say, or for ever.",
  }),
  "auth.registration": key({
    type: choice(["off", "invitation", "open"]),
    default: "off",
    meaning: "Who may make an account for themselves: nobody, whoever holds an invitation, or everybody.",
  }),
  "auth.session_max_age_seconds": key({
    type: duration(3600, 365 * DAY),
    default: 30 * DAY,
    meaning: "After this long everybody signs in again; a registry client's login lasts as long without being used.",
  }),
  "auth.session_idle_seconds": key({
    type: duration(300, 365 * DAY),
    default: 7 * DAY,
    meaning: "A browser or a program that is silent for this long signs in again.",
  }),

  "auth.federation_issuers": key({
    type: issuerPatterns(),
    default: ["https://token.actions.githubusercontent.com", "https://gitlab.com"],
    meaning: "Whose tokens trust rules may accept, and whose keys the server fetches; `/*` at the end allows all below a path.",
  }),
  "auth.federation_key_files": key({
    type: issuerFiles(),
    default: [],
    meaning: "Key sets of issuers that cannot be reached from here, `issuer=path`; they are never fetched.",
  }),

  "auth.oidc.name": key({
    type: text(/^(?!ldap$)[a-z0-9][a-z0-9_-]{0,31}$/, "lower-case letters, digits, - and _, and not ldap"),
    default: "sso",
    meaning: "What the OpenID provider is called: shown to users and kept with their accounts, so another name is another provider.",
  }),
  "auth.oidc.issuer": key({
    type: text(/^https?:\/\/[^\s?#]+$/, "an http or https URL, as the provider writes it"),
    default: undefined,
    meaning: "The OpenID provider that people sign in with; none when not set.",
  }),
  "auth.oidc.client_id": key({
    type: text(/\S/, "the registry's name at the provider"),
    default: undefined,
    meaning: "The registry's name at the provider; needed with `auth.oidc.issuer`.",
  }),
  "auth.oidc.client_secret": key({
    type: text(/\S/, "the registry's secret at the provider"),
    default: undefined,
    secret: true,
    meaning: "The registry's secret at the provider; a public client has none.",
  }),
  "auth.oidc.scopes": key({
    type: list(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/), "scopes such as openid and profile"),
    default: ["openid", "profile", "email", "groups"],
    meaning: "What the provider is asked for; take `groups` out for one that refuses scopes it does not know.",
  }),
  "auth.oidc.username_claim": key({
    type: text(/\S/, "the name of a claim"),
    default: "preferred_username",
    meaning: "The claim that user names are made from.",
  }),
  "auth.oidc.groups_claim": key({
    type: text(/\S/, "the name of a claim"),
    default: "groups",
    meaning: "The claim whose groups put people into teams.",
  }),
  "auth.oidc.auto_create": key({
    type: boolean(),
    default: true,
    meaning: "Whether the first sign-in through the provider makes an account.",
  }),
  "auth.oidc.timeout_seconds": key({
    type: duration(1, 60),
    default: 10,
    meaning: "How long each request to the provider may take.",
  }),
  "auth.oidc.allow_insecure": key({
    type: boolean(),
    default: false,
    meaning: "Plain http to the provider: whoever is on the way can sign in as anybody. For tests only.",
  }),

  "auth.ldap.url": key({
    type: text(/^ldaps?:\/\/\S+$/, "ldaps://host or ldap://host, with a port where it is not the usual one"),
    default: undefined,
    meaning: "The directory that people without a password of their own sign in with; none when not set.",
  }),
  "auth.ldap.start_tls": key({
    type: boolean(),
    default: false,
    meaning: "Encrypt an `ldap://` connection before anything else is said.",
  }),
  "auth.ldap.allow_plaintext": key({
    type: boolean(),
    default: false,
    meaning: "Let passwords cross the network unencrypted; `ldap://` without `start_tls` is refused otherwise.",
  }),
  "auth.ldap.ca_file": key({
    type: text(/\S/, "a file"),
    default: undefined,
    meaning: "PEM file of the authorities that may vouch for the directory; the system's when not set.",
  }),
  "auth.ldap.bind_dn": key({
    type: text(/\S/, "a distinguished name"),
    default: undefined,
    meaning: "The service account; without one, names are looked up anonymously and groups as the person signing in.",
  }),
  "auth.ldap.bind_password": key({
    type: text(/\S/, "a password"),
    default: undefined,
    secret: true,
    meaning: "The service account's password; set both or neither.",
  }),
  "auth.ldap.base_dn": key({
    type: text(/\S/, "a distinguished name"),
    default: undefined,
    meaning: "Where people are looked for, in the whole tree below; needed with `auth.ldap.url`.",
  }),
  "auth.ldap.user_filter": key({
    type: text(/^\(.*\{username\}.*\)$/s, "a filter in parentheses with {username} in it"),
    default: "(uid={username})",
    meaning: "Finds exactly one entry for the name that was typed.",
  }),
  "auth.ldap.username_attribute": key({
    type: text(/\S/, "an attribute"),
    default: "uid",
    meaning: "The attribute that user names are made from.",
  }),
  "auth.ldap.display_name_attribute": key({
    type: text(/\S/, "an attribute"),
    default: "cn",
    meaning: "The attribute with the name that people are called by.",
  }),
  "auth.ldap.email_attribute": key({
    type: text(/\S/, "an attribute"),
    default: "mail",
    meaning: "The attribute with the mail address.",
  }),
  "auth.ldap.id_attribute": key({
    type: text(/\S/, "an attribute"),
    default: undefined,
    meaning: "What makes somebody the same person after a change of name; entryUUID, objectGUID or else the DN when not set.",
  }),
  "auth.ldap.trust_email": key({
    type: boolean(),
    default: false,
    meaning: "Mail addresses count as verified; only where people cannot change their own.",
  }),
  "auth.ldap.group_base_dn": key({
    type: text(/\S/, "a distinguished name"),
    default: undefined,
    meaning: "Where groups are looked for; without it, groups are not asked for.",
  }),
  "auth.ldap.group_filter": key({
    type: text(/^\(.*\{(?:dn|username)\}.*\)$/s, "a filter in parentheses with {dn} or {username} in it"),
    default: "(member={dn})",
    meaning: "Finds the groups of one member.",
  }),
  "auth.ldap.group_name_attribute": key({
    type: text(/\S/, "an attribute"),
    default: "cn",
    meaning: "The attribute with a group's name.",
  }),
  "auth.ldap.nested_groups": key({
    type: boolean(),
    default: false,
    meaning: "Also the groups that those groups are members of, up to ten levels.",
  }),
  "auth.ldap.auto_create": key({
    type: boolean(),
    default: true,
    meaning: "Whether the first sign-in through the directory makes an account.",
  }),
  "auth.ldap.timeout_seconds": key({
    type: duration(1, 60),
    default: 10,
    meaning: "How long one whole sign-in may take.",
  }),

  "mail.smtp_url": key({
    type: text(/^smtps?:\/\/[^\s?]+$/, "smtp://user:password@host:port or smtps://user:password@host:port"),
    default: undefined,
    secret: true,
    meaning:
      "The server that takes Aerugo's mail; needs `mail.from` and `public_url`. When not set no mail is sent: forgotten passwords are reset by administrators, and addresses are not verified.",
  }),
  "mail.from": key({
    type: text(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, "an address such as registry@example.com, or Aerugo <registry@example.com>"),
    default: undefined,
    meaning: "Whom mail comes from.",
  }),
  "mail.allow_plaintext": key({
    type: boolean(),
    default: false,
    meaning: "Sends mail, and the password for the mail server, without TLS too: for a relay on the same machine.",
  }),
  "mail.ca_file": key({
    type: text(/\S/, "a file"),
    default: undefined,
    meaning: "Certificates in PEM that the mail server's is checked against, instead of the public ones.",
  }),

  "organizations.creation": key({
    type: choice(["users", "admins"]),
    default: "users",
    meaning: "Who may make organizations: everybody who can sign in, or site administrators only.",
  }),
  "organizations.group_mapping": key({
    type: choice(["site-admins", "org-admins"]),
    default: "site-admins",
    meaning:
      "Who may say which group of an outside provider a team has, and so take everybody in that group into the organization: site administrators only, or those of organizations too.",
  }),
  "organizations.redirect_seconds": key({
    type: duration(0, 365 * DAY),
    default: 30 * DAY,
    meaning: "How long a renamed organization's old name leads to the new one, and nobody else can have it.",
  }),

  "rate_limit.address_per_minute": key({
    type: count(0, 1_000_000),
    default: 0,
    meaning:
      "Requests that one address may send in a minute, counted before anything else is looked at; an IPv6 address counts as its /64. 0 is no limit. Behind a proxy that `http.trusted_proxies` does not name, everybody has the proxy's address.",
  }),
  "rate_limit.address_burst": key({
    type: count(1, 1_000_000),
    default: undefined,
    meaning: "How many of them may come at once, when none came for a while; as many as in a minute when not set.",
  }),
  "rate_limit.user_per_minute": key({
    type: count(0, 1_000_000),
    default: 0,
    meaning: "Requests that one user or robot may send in a minute, whatever they sign in with; 0 is no limit.",
  }),
  "rate_limit.user_burst": key({
    type: count(1, 1_000_000),
    default: undefined,
    meaning: "How many of them may come at once; as many as in a minute when not set.",
  }),
  "rate_limit.token_per_minute": key({
    type: count(0, 1_000_000),
    default: 0,
    meaning: "Requests that may be sent with one personal or robot token in a minute; 0 is no limit.",
  }),
  "rate_limit.token_burst": key({
    type: count(1, 1_000_000),
    default: undefined,
    meaning: "How many of them may come at once; as many as in a minute when not set.",
  }),
  "rate_limit.anonymous_pulls_per_minute": key({
    type: count(0, 1_000_000),
    default: 0,
    meaning: "Manifests that one address may get without signing in, in a minute; asking with HEAD costs nothing. 0 is no limit.",
  }),
  "rate_limit.anonymous_pulls_burst": key({
    type: count(1, 1_000_000),
    default: undefined,
    meaning:
      "How many of them may come at once; as many as in a minute when not set. Pulling one image of several platforms gets two manifests, and some clients ask again at once when they are refused.",
  }),

  "cache.manifest_bytes": key({
    type: size(MIB),
    default: 64 * MIB,
    meaning: "Memory for manifests that were asked for lately.",
  }),
  "cache.blob_bytes": key({
    type: size(MIB),
    default: 64 * MIB,
    meaning: "Memory for small blobs that were asked for lately.",
  }),
  "cache.redis.password": key({
    type: text(/\S/, "a password"),
    default: undefined,
    secret: true,
    meaning: "The password for Redis, instead of one in `cache_url`.",
  }),
  "cache.redis.ca_file": key({
    type: text(/\S/, "a file"),
    default: undefined,
    meaning: "Certificates in PEM that Redis' is checked against with `rediss://`, instead of the public ones.",
  }),
  "cache.redis.timeout_ms": key({
    type: count(5, 5000),
    default: 100,
    meaning: "How many milliseconds Redis has for each answer; later ones are no longer waited for, and the process decides by itself.",
  }),
  "cache.redis.key_prefix": key({
    type: text(/^[\x21-\x7e]{1,64}$/, "up to 64 characters without blanks"),
    default: "aerugo:",
    meaning: "What every key in Redis begins with; each installation that shares one needs its own.",
  }),
};

export type Key = keyof typeof KEYS;

type Value<K extends string> = K extends Key
  ? z.output<(typeof KEYS)[K]["type"]["zod"]> | (undefined extends (typeof KEYS)[K]["default"] ? undefined : never)
  : never;
type Camel<S extends string> = S extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : S;
type Head<K extends string> = K extends `${infer First}.${string}` ? First : K;
type Tail<K extends string, First extends string> = K extends `${First}.${infer Rest}` ? Rest : never;
type Nested<Prefix extends string, Keys extends string> = {
  readonly [First in Head<Keys> as Camel<First>]: [Tail<Keys, First>] extends [never]
    ? Value<`${Prefix}${First}`>
    : Nested<`${Prefix}${First}.`, Tail<Keys, First>>;
};

/** The whole configuration, validated: `http.idle_timeout_seconds` is `config.http.idleTimeoutSeconds`. */
export type Config = Nested<"", Key>;

/** One row of the table, with the names that follow from its key. */
export interface KeyDeclaration extends KeySpec<z.ZodType, Written> {
  readonly key: Key;
  /** `AERUGO_` and the key in upper case, two underscores between levels. */
  readonly variable: string;
  /** The variable that names a file to read the value from; only strings have one. */
  readonly fileVariable: string | undefined;
  /** The long option; for a secret, the one that names a file, since every user of a machine can read command lines. */
  readonly flag: string;
}

export const DECLARATIONS: readonly KeyDeclaration[] = (Object.keys(KEYS) as Key[]).map(declare);

/** Variables that start like ours and are no keys: they speak to the command line and to our own tools. */
export const OTHER_VARIABLES: Readonly<Record<string, string>> = {
  AERUGO_CONFIG: "The configuration file, when `--config` does not name one.",
  AERUGO_HOST: "The registry that commands speak to, instead of the context's.",
  AERUGO_TOKEN: "The token that commands act with, instead of the context's.",
  AERUGO_TOKEN_FILE: "A file that holds it.",
  AERUGO_USERNAME: "Whose token it is, where nobody can be asked: a robot's.",
  AERUGO_CONTEXT: "The context that commands act as, when `--context` does not name one.",
  AERUGO_OUTPUT: "How commands print what they found, `table` or `json`, when `--output` does not say.",
  AERUGO_DEBUG: "Anything: commands tell each request to the registry on stderr, without its secrets.",
  AERUGO_WORKER: "Set by `--workers` for the processes it starts: which of them it is.",
  AERUGO_FAILED_BEFORE: "Set by CI for the test run: what failed before it.",
  AERUGO_TEST_SEED: "The number that a randomised test printed, to repeat that run.",
  AERUGO_TEST_POSTGRES: "The PostgreSQL cluster that tests make their databases in, instead of SQLite files.",
  AERUGO_TEST_S3:
    "The S3 bucket that tests keep their blobs in, instead of files: `s3://bucket?endpoint=…`, with keys in AWS's environment.",
  AERUGO_TEST_REDIS: "The Redis that the apps of tests share what nodes share in, instead of their memory.",
  AERUGO_TEST_REGISTRY: "The registry that the client tests run against, instead of one they start.",
};

export function toConfig(values: ReadonlyMap<Key, unknown>): Config {
  const config: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const path = key.split(".").map(camelCase);
    const name = path.pop()!;
    let section = config;
    for (const part of path) section = (section[part] ??= {}) as Record<string, unknown>;
    section[name] = value;
  }
  return config as unknown as Config;
}

function key<Zod extends z.ZodType, const Default extends Written>(spec: KeySpec<Zod, Default>): KeySpec<Zod, Default> {
  return spec;
}

function declare(key: Key): KeyDeclaration {
  const spec: KeySpec<z.ZodType, Written> = KEYS[key];
  const variable = `AERUGO_${key.toUpperCase().replaceAll(".", "__")}`;
  const isString = spec.type.kind === "text" || spec.type.kind === "choice";
  const flag = `--${key.replaceAll(/[._]/g, "-")}${spec.secret ? "-file" : ""}`;
  return { ...spec, key, variable, fileVariable: isString ? `${variable}_FILE` : undefined, flag };
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
