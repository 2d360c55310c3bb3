import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch/index.js";
import { Role, RolePolicy } from "@pulumi/aws/iam/index.js";
import * as pulumi from "@pulumi/pulumi";
import { forwarded, patternText, watchName } from "./event-patterns.ts";
import { arn, commonTags, type Place } from "./place.ts";
import { forwarderTrust, policy } from "./policies.ts";

/** Sends the events of the secrets' copies home, where the alarms are: each region keeps its events to itself. */
export class EventForwarder extends pulumi.ComponentResource {
  /** @param state the one in which a rule sees read-only events. */
  constructor(name: string, place: Place, state: string, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:EventForwarder", name, {}, opts);
    const home = `${arn(place, "events")}:event-bus/default`;
    const role = new Role(
      `${name}-role`,
      {
        name: `${place.prefix}-event-forwarder`,
        description: `Sends events about the copies of the secrets under ${place.prefix}/ to ${place.region}`,
        assumeRolePolicy: JSON.stringify(forwarderTrust()),
        tags: commonTags(place),
      },
      { parent: this },
    );
    new RolePolicy(
      `${name}-role-policy`,
      {
        role: role.name,
        policy: JSON.stringify(policy({ Effect: "Allow", Action: "events:PutEvents", Resource: home })),
      },
      { parent: this },
    );
    for (const replica of place.replicas) {
      const { region } = replica;
      const rule = new EventRule(
        `${name}-${region}`,
        {
          region,
          name: watchName(place, "forward"),
          description: `Sends events about copies of secrets to ${place.region}`,
          eventPattern: patternText("forward", forwarded(place, replica)),
          state,
          tags: commonTags(place),
        },
        { parent: this },
      );
      new EventTarget(
        `${name}-${region}-home`,
        { region, rule: rule.name, targetId: "home", arn: home, roleArn: role.arn },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
