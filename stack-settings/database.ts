import { z } from "zod";
import { choice, flag, keyArn, list, secretArn, text } from "./formats.ts";

/** The rotated database login. */
export const database = z
  .strictObject({
    existing: z
      .strictObject({
        secretArn: secretArn().describe("The secret that holds the login."),
        kmsKeyArn: keyArn()
          .optional()
          .describe("The customer key it is encrypted with; without it, the account's own."),
      })
      .optional()
      .describe("A login that another program has made already. Without it, this program makes the secret."),
    loginProvided: flag()
      .default(false)
      .describe(
        "Set to true once the secret holds a working login. Rotation starts then: a placeholder must not be rotated.",
      ),
    users: choice(["single", "alternating"])
      .default("alternating")
      .describe(
        "Two logins take turns, so that the old one keeps working until the next rotation. With `single`, the old password is refused at once: pods cannot connect until they have the new one, up to an hour later.",
      ),
    superuserSecretArn: secretArn()
      .optional()
      .describe("For alternating users: the secret of a login that may create and change logins."),
    rotationSchedule: text(
      /^cron\([^()\n]{9,80}\)$/,
      "a cron expression of Secrets Manager, in UTC, at most 90 days apart: cron(0 3 1 1,4,7,10 ? *)",
    )
      .optional()
      .describe("When the rotation window opens, in UTC. Without it: at midnight, as often as the catalogue says."),
    rotationHours: z
      .int("a whole number of hours, 1 to 24")
      .min(1, "a whole number of hours, 1 to 24")
      .max(24, "a whole number of hours, 1 to 24")
      .default(3)
      .describe("How many hours the rotation window is open. It must end on the same UTC day."),
    superuserKmsKeyArn: keyArn().optional().describe("The customer key of the superuser's secret, where it has one."),
    subnetIds: list(text(/^subnet-[0-9a-f]{8,17}$/, "a subnet: subnet-…"), "a list of subnets")
      .default([])
      .describe("Subnets from which the rotation function reaches both the database and Secrets Manager."),
    securityGroupIds: list(text(/^sg-[0-9a-f]{8,17}$/, "a security group: sg-…"), "a list of security groups")
      .default([])
      .describe("Security groups of the rotation function."),
  })
  .check((context) => {
    const { value } = context;
    const missing = (key: string, message: string) =>
      context.issues.push({ code: "custom", input: undefined, path: [key], message });
    if (value.loginProvided && value.users === "alternating" && value.superuserSecretArn === undefined) {
      missing(
        "superuserSecretArn",
        "the ARN of the superuser's secret, which alternating users (the default) need; or users: single, which refuses the old password at once",
      );
    }
    if (value.loginProvided && value.subnetIds.length === 0) {
      missing("subnetIds", "at least one subnet, from which the rotation function reaches the database");
    }
    if (value.loginProvided && value.securityGroupIds.length === 0) {
      missing("securityGroupIds", "at least one security group for the rotation function");
    }
  });

export type DatabaseSettings = z.infer<typeof database>;
