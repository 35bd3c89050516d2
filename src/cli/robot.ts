import type { Command } from "commander";
import type { Robot } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { addTrust } from "./robot-trust.ts";
import { addTokenOptions, newToken, printSecret, TOKEN_SHAPE, type TokenOptions } from "./token.ts";
import { given } from "./values.ts";

export function addRobot(program: Command, session: Session): void {
  const robot = program.command("robot").description("Manage robots: accounts for machines, such as acme+ci");
  addExamples(robot, "aerugo robot create acme+ci", "aerugo robot token create acme+ci build --scope repo:write");
  addList(robot, session);
  addCreate(robot, session);
  addView(robot, session);
  addSwitch(robot, session, { name: "disable", description: "Refuse everything a robot asks for from now on", disabled: true });
  addSwitch(robot, session, { name: "enable", description: "Undo `robot disable`", disabled: false });
  addRemove(robot, session);
  addTokens(robot, session);
  addTrust(robot, session);
}

const SHAPE = {
  id: ({ full_name }: Robot) => full_name,
  columns: [
    { title: "NAME", value: ({ full_name }: Robot) => full_name },
    { title: "DESCRIPTION", value: ({ description }: Robot) => description },
    { title: "STATE", value: ({ disabled_at }: Robot) => (disabled_at === null ? "active" : "disabled") },
    { title: "CREATED", value: ({ created_at }: Robot) => created_at, kind: "time" as const },
    { title: "BY", value: ({ created_by }: Robot) => created_by },
  ],
};

function addList(robot: Command, session: Session): void {
  const command = robot.command("ls").alias("list").description("List the robots").addArgument(organizationArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo robot ls acme");
  command.action(
    remoteAction<[string]>(session, async (remote, org) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((query) => api.listRobots({ ...request, path: { org }, query })), SHAPE);
    }),
  );
}

function addCreate(robot: Command, session: Session): void {
  const command = withRobot(robot.command("create").description("Create a robot; it may do nothing until something is granted to it"));
  command.option("--description <text>", "What it does");
  addExamples(addRemoteOptions(command), "aerugo robot create acme+ci --description 'Builds and pushes'");
  command.action(
    remoteAction<[string], { description?: string }>(session, async (remote, text, { description }) => {
      const { org, robot: name } = remote.robot(text);
      const { data } = await remote.api.createRobot({ ...remote.request, path: { org }, body: { name, ...given({ description }) } });
      remote.output.one(data, SHAPE);
    }),
  );
}

function addView(robot: Command, session: Session): void {
  const command = withRobot(robot.command("view").description("Show a robot"));
  addExamples(addRemoteOptions(command), "aerugo robot view acme+ci");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { data } = await remote.api.getRobot({ ...remote.request, path: remote.robot(text) });
      remote.output.one(data, SHAPE);
    }),
  );
}

interface Switch {
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
}

function addSwitch(robot: Command, session: Session, { name, description, disabled }: Switch): void {
  const command = addRemoteOptions(withRobot(robot.command(name).description(description)));
  addExamples(command, `aerugo robot ${name} acme+ci`);
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      const path = remote.robot(text);
      const headers = remote.ifMatch(await api.getRobot({ ...request, path }));
      const { data } = await api.updateRobot({ ...request, path, headers, body: { disabled } });
      output.one(data, SHAPE);
    }),
  );
}

function addRemove(robot: Command, session: Session): void {
  const command = withRobot(robot.command("rm").description("Delete a robot with its tokens, permissions and trust rules"));
  addExamples(addYes(addContextOption(command)), "aerugo robot rm acme+ci --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const path = remote.robot(text);
      await remote.confirm(`Delete the robot ${text} with its tokens?`);
      await remote.api.deleteRobot({ ...remote.request, path });
    }),
  );
}

function addTokens(robot: Command, session: Session): void {
  const token = robot.command("token").description("Manage the tokens of a robot");
  addExamples(token, "aerugo robot token ls acme+ci");
  addTokenList(token, session);
  addTokenCreate(token, session);
  addTokenRotate(token, session);
  addTokenRevoke(token, session);
}

function addTokenList(token: Command, session: Session): void {
  const command = withRobot(token.command("ls").alias("list").description("List a robot's tokens, without their secrets"));
  addExamples(addLimit(addRemoteOptions(command)), "aerugo robot token ls acme+ci");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request } = remote;
      const path = remote.robot(text);
      remote.output.list(await remote.all((query) => api.listRobotTokens({ ...request, path, query })), TOKEN_SHAPE);
    }),
  );
}

function addTokenCreate(token: Command, session: Session): void {
  const command = withRobot(addTokenOptions(token.command("create").description("Create a token for a robot and print its secret once")));
  addRemoteOptions(command.argument("<name>", "A name by which you will know it"));
  addExamples(command, "aerugo robot token create acme+ci build --scope repo:write --expires 90d");
  command.action(
    remoteAction<[string, string], TokenOptions>(session, async (remote, text, name, options) => {
      const path = remote.robot(text);
      const { data } = await remote.api.createRobotToken({ ...remote.request, path, body: newToken(name, options) });
      printSecret(remote, data);
    }),
  );
}

function addTokenRotate(token: Command, session: Session): void {
  const command = withRobot(token.command("rotate").description("Replace a robot's token by one with another secret"));
  addYes(addRemoteOptions(command.argument("<id>", "The token's id")));
  addExamples(command, "aerugo robot token rotate acme+ci tok_12 --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, token_id) => {
      const path = { ...remote.robot(text), token_id };
      await remote.confirm(`Replace ${token_id}? The old secret stops working at once.`);
      const { data } = await remote.api.rotateRobotToken({ ...remote.request, path });
      printSecret(remote, data);
    }),
  );
}

function addTokenRevoke(token: Command, session: Session): void {
  const command = withRobot(token.command("revoke").alias("rm").description("Revoke a robot's token; it stops working at once"));
  addYes(addContextOption(command.argument("<id>", "The token's id")));
  addExamples(command, "aerugo robot token revoke acme+ci tok_12 --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, token_id) => {
      const path = { ...remote.robot(text), token_id };
      await remote.confirm(`Revoke ${token_id} of ${text}?`);
      await remote.api.revokeRobotToken({ ...remote.request, path });
    }),
  );
}

function withRobot(command: Command): Command {
  return command.argument("<robot>", "The robot, as organization+robot");
}
