import { z } from "zod";
import { allCredentials, spendAccounts } from "../catalogue/index.ts";
import { database } from "./database.ts";
import { awsRegion, choice, email, keyArn, list, principalArn, roleArn, text } from "./formats.ts";

const spendAccountIds = spendAccounts(allCredentials).map(({ id }) => id);

const spend = z.strictObject({
  accounts: list(choice(spendAccountIds), "a list of credentials whose accounts report what they cost")
    .min(1, "at least one account; leave aws.spend out to watch none")
    .default(spendAccountIds)
    .describe(
      "Credentials whose accounts are watched. Each needs its admin key, which docs/credentials.md tells how to get.",
    ),
  everyHours: z
    .int("whole hours from 1 to 12")
    .min(1, "whole hours from 1 to 12")
    .max(12, "whole hours from 1 to 12")
    .default(6)
    .describe("Hours between two readings. A figure that nobody could read for a day raises an alarm of its own."),
});

export const aws = z.strictObject({
  region: awsRegion().describe("The region of the secrets, the key and the alarms."),
  accountId: text(/^\d{12}$/, "an AWS account id: 12 digits, in quotes").describe(
    "The only account that an update may change; credentials of another account are refused.",
  ),
  alarmEmails: list(email(), "a list of e-mail addresses")
    .min(1, "at least one e-mail address")
    .describe("Who is told when somebody reads what is not theirs, and when a rotation is due."),
  trail: choice(["managed", "existing"]).describe(
    "Whether this program makes the CloudTrail trail, or the account has one that logs management events, reads included. AWS charges each copy of them but the first: $2 for 100,000 events.",
  ),
  trailKeepDays: z
    .int("whole days, 365 or more")
    .min(365, "whole days, 365 or more")
    .max(36_500, "whole days, 36500 at most")
    .optional()
    .describe(
      "Days after which the managed trail's log files are deleted. Left out: they are kept for ever, and their bucket grows.",
    ),
  permissionsBoundary: text(
    /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
    "a managed policy: arn:aws:iam::<account>:policy/<name>",
  )
    .optional()
    .describe(
      "The permissions boundary of every role that this program makes. AWS's rotation application makes one role of its own, without it.",
    ),
  deployerRole: roleArn().describe(
    "The role that updates the stack. It reads back what it put, by the versions' ids; any other read of its raises the alarm.",
  ),
  operators: list(principalArn(), "a list of roles and users")
    .default([])
    .describe("Who may take on the writer role: it puts, labels and tags values and reads none."),
  knownReaders: list(principalArn(), "a list of roles and users")
    .default([])
    .describe("Roles and users, beside the program's own, whose reads raise no alarm."),
  replicas: list(
    z.strictObject({
      region: awsRegion().describe("The region of the copy."),
      kmsKeyArn: keyArn()
        .optional()
        .describe(
          "A customer key in that region. Left out: the program makes one there, with the policy of the secrets' own key. A key that is given here has the policy that its owner wrote.",
        ),
    }),
    "a list of regions",
  )
    .default([])
    .describe(
      "Regions that keep a copy of every secret: five at most, four where the prefix is long or `aws.database.existing` is set, because an event pattern of the alarms names each (2,048 characters).",
    ),
  database: database.prefault({}).describe("The rotated database login."),
  spend: spend
    .optional()
    .describe(
      "Watches what accounts have cost this month, and alarms at the limits of the provisioning guide. Left out: nothing is watched, and no admin key is kept.",
    ),
});

export type AwsSettings = z.infer<typeof aws>;
export type SpendSettings = z.infer<typeof spend>;
