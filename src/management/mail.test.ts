import { afterEach, describe, expect, test } from "bun:test";
import { type Server, type Socket, createServer } from "node:net";
import { type SmtpOptions, SmtpListener } from "../../test/kit/smtp.ts";
import {
  MailError,
  SmtpMailer,
  type SmtpSettings,
  emailVerificationMail,
  invitationMail,
  passwordResetMail,
  siteInvitationMail,
} from "./mail.ts";

const LOGIN = { user: "registry@example.com", password: "p@ss:w/rd" };
const FROM = "Aerugo <registry@example.com>";
const MAIL = { to: "ada@example.com", subject: "Grüße", text: "Hello Ada,\n\nключ: 42\n.\nlast line\n" };

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
});

async function start(options?: SmtpOptions): Promise<SmtpListener> {
  const listener = await SmtpListener.start(options);
  opened.push(listener);
  return listener;
}

function mailerFor(listener: SmtpListener, settings: Partial<SmtpSettings> = {}): SmtpMailer {
  return new SmtpMailer({
    url: listener.url,
    from: FROM,
    certificateAuthority: listener.certificateAuthority,
    timeoutMs: 2000,
    ...settings,
  });
}

describe("a mail", () => {
  test.each(["starttls", "tls"] as const)("arrives encrypted and signed in over %s", async (encryption) => {
    const listener = await start({ encryption, login: LOGIN });
    await mailerFor(listener).send(MAIL);
    expect(listener.taken).toMatchObject([
      {
        from: "registry@example.com",
        to: ["ada@example.com"],
        encrypted: true,
        user: LOGIN.user,
        text: MAIL.text.replaceAll("\n", "\r\n"),
      },
    ]);
  });

  test("says who it is from and for, what about, and that no person wrote it", async () => {
    const listener = await start();
    await mailerFor(listener).send(MAIL);
    const { raw } = listener.taken[0]!;
    expect(raw).toInclude("From: Aerugo <registry@example.com>\r\n");
    expect(raw).toInclude("To: ada@example.com\r\n");
    expect(raw).toInclude("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n");
    expect(raw).toInclude("Auto-Submitted: auto-generated\r\n");
  });

  test("is not sent in the clear when the server offers no TLS", async () => {
    const listener = await start({ encryption: "none", login: LOGIN });
    await expect(mailerFor(listener).send(MAIL)).rejects.toThrow(MailError);
    expect(listener.taken).toEqual([]);
  });

  test("is sent in the clear when that was allowed", async () => {
    const listener = await start({ encryption: "none", login: LOGIN });
    await mailerFor(listener, { allowPlaintext: true }).send(MAIL);
    expect(listener.taken).toMatchObject([{ encrypted: false, user: LOGIN.user }]);
  });

  test("is not sent to a server whose certificate nobody vouches for", async () => {
    const listener = await start();
    await expect(mailerFor(listener, { certificateAuthority: undefined }).send(MAIL)).rejects.toThrow(MailError);
    expect(listener.taken).toEqual([]);
  });

  test("is not sent with a wrong password, and the error does not say it", async () => {
    const listener = await start({ login: LOGIN });
    const url = listener.url.replace(encodeURIComponent(LOGIN.password), "hunter2");
    const error = await failureOf(mailerFor(listener, { url }).send(MAIL));
    expect(error.message).toBe("the mail server did not take a mail (EAUTH)");
    expect(Bun.inspect(error)).not.toInclude("hunter2");
    expect(Bun.inspect(error)).not.toInclude(Buffer.from(`\0${LOGIN.user}\0hunter2`).toString("base64"));
  });

  test("that is refused is an error, without the recipient in its message", async () => {
    const listener = await start({ refuses: "no such user ada@example.com" });
    const error = await failureOf(mailerFor(listener).send(MAIL));
    expect([error.message, error.cause instanceof Error]).toEqual(["the mail server did not take a mail (EENVELOPE)", true]);
  });
});

describe("a server", () => {
  test("that refuses connections is an error", async () => {
    const listener = await start();
    const mailer = mailerFor(listener);
    await opened.pop()!.stop();
    expect((await failureOf(mailer.send(MAIL))).message).toBe("the mail server did not take a mail (ESOCKET)");
  });

  test.each([
    ["never greets", () => undefined],
    ["greets and then says nothing more", (socket: Socket) => void socket.write("220 slow.example.com ESMTP\r\n")],
  ])("that %s is given up", async (_what, onConnect) => {
    const port = await listenRaw(onConnect);
    const begun = performance.now();
    const mailer = new SmtpMailer({ url: `smtp://localhost:${port}`, from: FROM, timeoutMs: 200 });
    await expect(mailer.send(MAIL)).rejects.toThrow(MailError);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});

describe("what could smuggle in a header or a recipient is refused:", () => {
  test.each([
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com,eve@example.com",
    "ada@example.com; eve@example.com",
    "Ada <ada@example.com>",
    '"ada@example.com" eve@example.com',
    "ada@example.com (comment)",
    "ada",
    "@example.com",
    "",
    `${"x".repeat(250)}@example.com`,
  ])("recipient %#", async (to) => {
    const listener = await start();
    await expect(mailerFor(listener).send({ ...MAIL, to })).rejects.toThrow("the recipient is no single mail address");
    expect(listener.taken).toEqual([]);
  });

  test.each(["Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\rX: y", "Hello\0"])("subject %j", async (subject) => {
    const listener = await start();
    await expect(mailerFor(listener).send({ ...MAIL, subject })).rejects.toThrow("the subject of a mail must be one line");
    expect(listener.taken).toEqual([]);
  });

  test("sender", () => {
    expect(() => new SmtpMailer({ url: "smtp://localhost", from: `${FROM}\r\nBcc: eve@example.com` })).toThrow(MailError);
  });
});

test.each(["http://user:hunter2@localhost", "smtp://", "hunter2", "", "smtp://user:hunter2@localhost?tls.rejectUnauthorized=false"])(
  "a mail server written as %j is refused, and the error does not repeat it",
  (url) => {
    expect(() => new SmtpMailer({ url, from: FROM })).toThrow(
      /^the mail server must be written as smtp:\/\/user:password@host:port or smtps:\/\/…$/,
    );
  },
);

test("a password with a bare percent sign is refused, and not repeated", () => {
  expect(() => new SmtpMailer({ url: "smtp://user:100%hunter2@localhost", from: FROM })).toThrow(/^a percent sign in .* as %25$/);
});

test("what is written to people is one line about it, and lines that fit on a screen", () => {
  const site = "https://registry.example.com";
  const code = "x4rq-81gz";
  const mails = [
    passwordResetMail({ username: "ada", code, validMinutes: 15, site }),
    invitationMail({ organization: "acme", inviter: "ada", url: `${site}/invitations#aer_inv_x`, validDays: 7, site }),
    emailVerificationMail({ username: "ada", code, validMinutes: 60, site }),
    siteInvitationMail({ inviter: "ada", url: `${site}/invitations#aer_inv_x`, validDays: 7, site }),
  ];
  expect(mails).toMatchInlineSnapshot(`
    [
      {
        "subject": "Your code for a new password",
        "text": 
    "Hello ada,

    somebody asked for a new password for your account at https://registry.example.com. This code sets one:

        x4rq-81gz

    It is good for 15 minutes, once. Type it only at https://registry.example.com, and give it to nobody.

    If it was not you, do nothing: your password stays as it is.
    "
    ,
      },
      {
        "subject": "ada invites you to acme",
        "text": 
    "Hello,

    ada invites you to the organization acme at https://registry.example.com. This link takes you in:

        https://registry.example.com/invitations#aer_inv_x

    At the command line, \`aerugo member accept\` asks for what follows the #.

    It is good for 7 days, once. Whoever has it can use it, so do not pass it on.

    If you do not know ada, do nothing.
    "
    ,
      },
      {
        "subject": "Your code to confirm this address",
        "text": 
    "Hello ada,

    this address was entered for your account at https://registry.example.com. This code confirms that it is yours:

        x4rq-81gz

    It is good for 60 minutes.

    If it was not you, do nothing: nothing more is sent here.
    "
    ,
      },
      {
        "subject": "ada invites you to https://registry.example.com",
        "text": 
    "Hello,

    ada invites you to make an account at https://registry.example.com. This link lets you:

        https://registry.example.com/invitations#aer_inv_x

    It is good for 7 days, once. Whoever has it can use it, so do not pass it on.

    If you do not know ada, do nothing.
    "
    ,
      },
    ]
  `);
});

async function failureOf(sending: Promise<void>): Promise<Error> {
  return sending.then(
    () => Promise.reject(new Error("the mail was sent")),
    (error: Error) => error,
  );
}

async function listenRaw(onConnect: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    onConnect(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  opened.push({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as { port: number }).port;
}
