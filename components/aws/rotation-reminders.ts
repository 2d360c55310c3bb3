import { Role, RolePolicy } from "@pulumi/aws/iam/index.js";
import { Schedule } from "@pulumi/aws/scheduler/index.js";
import * as pulumi from "@pulumi/pulumi";
import {
  type Cadence,
  type Credential,
  REMINDED_CADENCES,
  REMINDER_LEAD_DAYS,
  reminderCron,
} from "../../catalogue/index.ts";
import { bounded, commonTags, type Place, roleArn } from "./place.ts";
import { publisherPolicy, schedulerTrust } from "./policies.ts";

export interface RotationRemindersArgs {
  readonly credentials: readonly Credential[];
  readonly topicArn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;
}

/** Tells the owners of a cadence, ahead of time, which credentials fall due. */
export class RotationReminders extends pulumi.ComponentResource {
  constructor(name: string, place: Place, args: RotationRemindersArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:RotationReminders", name, {}, opts);
    const role = new Role(
      `${name}-role`,
      {
        ...bounded(place),
        name: roleName(place),
        description: `Sends reminders about the secrets under ${place.prefix}/`,
        assumeRolePolicy: JSON.stringify(schedulerTrust(place)),
        tags: commonTags(place),
      },
      { parent: this },
    );
    new RolePolicy(
      `${name}-role-policy`,
      {
        role: role.name,
        policy: pulumi
          .all([args.topicArn, args.keyArn])
          .apply(([topicArn, keyArn]) => JSON.stringify(publisherPolicy(place, topicArn, keyArn))),
      },
      { parent: this },
    );
    for (const cadence of REMINDED_CADENCES) {
      const due = args.credentials.filter(({ rotation }) => rotation.cadence === cadence);
      if (due.length > 0) remind(this, name, place, args.topicArn, role, cadence, due);
    }
    this.registerOutputs({});
  }
}

/** The role that publishes reminders; the key's policy names it. */
export function reminderRoleArn(place: Place): string {
  return roleArn(place, roleName(place));
}

function roleName(place: Place): string {
  return `${place.prefix}-reminders`;
}

function remind(
  parent: RotationReminders,
  name: string,
  place: Place,
  topicArn: pulumi.Output<string>,
  role: Role,
  cadence: Cadence,
  due: readonly Credential[],
): void {
  const scheduleExpression = reminderCron(cadence);
  if (scheduleExpression === undefined) return;
  new Schedule(
    `${name}-${cadence}`,
    {
      name: `${place.prefix}-rotation-${cadence}`,
      description: `Reminds of the ${cadence} rotation, ${REMINDER_LEAD_DAYS} days ahead`,
      scheduleExpression,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: topicArn, roleArn: role.arn, input: reminder(place, cadence, due) },
    },
    { parent },
  );
}

/** The mail: who has to do what, and the commands that say more. */
function reminder(place: Place, cadence: Cadence, due: readonly Credential[]): string {
  return [
    `The ${cadence} rotation of these credentials of ${place.environment} is due in ${REMINDER_LEAD_DAYS} days:`,
    "",
    ...due.map(({ id, service, rotation }) => `- ${service} (${id}), ${rotation.owner}: ${rotation.procedure}`),
    "",
    `What is due, and when: npm run secrets -- due --stack ${pulumi.getStack()}`,
  ].join("\n");
}
