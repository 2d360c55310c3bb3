import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch/index.js";
import { Role, RolePolicy } from "@pulumi/aws/iam/index.js";
import * as pulumi from "@pulumi/pulumi";
import { patternText, type Watched, watchName } from "./event-patterns.ts";
import { forwarded } from "./forwarded-patterns.ts";
import { arn, bounded, commonTags, otherRegions, type Place } from "./place.ts";
import { forwarderTrust, policy } from "./policies.ts";

export interface EventForwarderArgs {
  /** What the alarms watch. */
  readonly watched: pulumi.Input<Watched>;
  /** The state in which a rule sees read-only events. */
  readonly state: string;
}

/** Sends other regions' events home, where the alarms are: each region keeps its events to itself. */
export class EventForwarder extends pulumi.ComponentResource {
  constructor(
    name: string,
    place: Place,
    { watched, state }: EventForwarderArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("qualisys-secrets:aws:EventForwarder", name, {}, opts);
    const home = `${arn(place, "events")}:event-bus/default`;
    const role = new Role(
      `${name}-role`,
      {
        ...bounded(place),
        name: `${place.prefix}-event-forwarder`,
        description: `Sends other regions' events about the secrets under ${place.prefix}/ to ${place.region}`,
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
    for (const region of otherRegions(place)) {
      const rule = new EventRule(
        `${name}-${region}`,
        {
          region,
          name: watchName(place, "forward"),
          description: `Sends events about the secrets under ${place.prefix}/ to ${place.region}`,
          eventPattern: pulumi.output(watched).apply((all) => patternText("forward", forwarded(all, region))),
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
