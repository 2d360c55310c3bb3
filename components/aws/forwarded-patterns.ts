import { awsHeartbeat } from "../../catalogue/index.ts";
import { identityEvents } from "./identity-patterns.ts";
import {
  API_CALL,
  type EventPattern,
  KEY_TAMPERING,
  ownIds,
  SERVICE_EVENT,
  type Watched,
  watchPrefix,
} from "./pattern-parts.ts";
import { type Place, roleArn } from "./place.ts";

/**
 * What another region sends home: CloudTrail hands events to EventBridge in the region where they happen. The home
 * region's patterns decide; this one is as wide as they are, for what stands there.
 */
export function forwarded(watched: Watched, region: string): EventPattern {
  const { place } = watched;
  const ours = [{ prefix: watchPrefix(place) }];
  const copies = ofCopies(watched, region);
  return {
    "detail-type": copies.length === 0 ? API_CALL : [...API_CALL, ...SERVICE_EVENT],
    detail: {
      $or: [
        ...identityEvents(watched, region),
        heartbeatCall(place),
        ...copies,
        { eventSource: ["events.amazonaws.com"], requestParameters: { $or: [{ name: ours }, { rule: ours }] } },
      ],
    },
  };
}

function ofCopies({ place, copyKeys }: Watched, region: string): readonly EventPattern[] {
  const kmsKeyArn = copyKeys[region];
  if (kmsKeyArn === undefined) return [];
  const ids = ownIds(place, [region]);
  const key = { eventSource: ["kms.amazonaws.com"], resources: { ARN: [kmsKeyArn] } };
  return [
    {
      eventSource: ["secretsmanager.amazonaws.com"],
      $or: [
        { requestParameters: { $or: [{ secretId: ids }, { secretIdList: ids }] } },
        { eventName: ["ReplicationFailed"] },
      ],
    },
    { ...key, $or: [{ errorCode: [{ prefix: "AccessDenied" }] }, { eventName: KEY_TAMPERING }] },
  ];
}

/** The heartbeat of a region. */
export function heartbeat(place: Place, region: string): EventPattern {
  return { "detail-type": API_CALL, detail: { ...heartbeatCall(place), awsRegion: [region] } };
}

function heartbeatCall(place: Place): EventPattern {
  const caller = [roleArn(place, awsHeartbeat(place.prefix))];
  return {
    eventSource: ["kms.amazonaws.com"],
    eventName: ["GenerateRandom"],
    userIdentity: { sessionContext: { sessionIssuer: { arn: caller } } },
  };
}
