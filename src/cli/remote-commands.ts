// The commands that speak to a registry, in the order of the help.
import type { Command } from "commander";
import { addApi } from "./api.ts";
import { addAudit } from "./audit.ts";
import { addContext } from "./context.ts";
import { addCredentialHelper } from "./credential-helper.ts";
import { addGc } from "./gc.ts";
import { addJobs } from "./jobs.ts";
import { addExport } from "./export.ts";
import { addHold } from "./hold.ts";
import { addLogin } from "./login.ts";
import { addLogout } from "./logout.ts";
import { addMember } from "./member.ts";
import { addOrg } from "./org.ts";
import { addRepo } from "./repo.ts";
import { addRetention } from "./retention.ts";
import { addRobot } from "./robot.ts";
import { addSearch } from "./search.ts";
import type { Session } from "./session.ts";
import { addTag } from "./tag.ts";
import { addTagRule } from "./tag-rule.ts";
import { addTrash } from "./trash.ts";
import { addTeam } from "./team.ts";
import { addToken } from "./token.ts";
import { addWhoami } from "./whoami.ts";

export const REMOTE_COMMANDS: readonly ((program: Command, session: Session) => void)[] = [
  addLogin,
  addLogout,
  addWhoami,
  addContext,
  addToken,
  addOrg,
  addMember,
  addTeam,
  addRobot,
  addRepo,
  addTag,
  addTagRule,
  addTrash,
  addHold,
  addRetention,
  addSearch,
  addExport,
  addAudit,
  addGc,
  addJobs,
  addApi,
  addCredentialHelper,
];
