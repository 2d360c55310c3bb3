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
      .default("single")
      .describe("Whether one login changes its password, or two take turns so that the old one keeps working."),
    superuserSecretArn: secretArn()
      .optional()
      .describe("For alternating users: the secret of a login that may create and change logins."),
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
    if (value.users === "alternating" && value.superuserSecretArn === undefined) {
      missing("superuserSecretArn", "the ARN of the superuser's secret, which alternating users need");
    }
    if (value.loginProvided && value.subnetIds.length === 0) {
      missing("subnetIds", "at least one subnet, from which the rotation function reaches the database");
    }
    if (value.loginProvided && value.securityGroupIds.length === 0) {
      missing("securityGroupIds", "at least one security group for the rotation function");
    }
  });

export type DatabaseSettings = z.infer<typeof database>;
