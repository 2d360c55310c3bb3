import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
} from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { AwsSettings } from "../../stack-settings.ts";
import type { AwsDrillGround } from "../drill/grounds.ts";
import { DeniedError } from "../errors.ts";
import { awsClientConfig } from "./aws-client.ts";
import { translateAws } from "./aws-errors.ts";

/** The account of the settings, as a drill asks it. */
export class AwsDrill implements AwsDrillGround {
  readonly #settings: AwsSettings;
  readonly #config: ReturnType<typeof awsClientConfig>;

  /** @param client what its clients are made with. */
  constructor(settings: AwsSettings, client = awsClientConfig(settings.region)) {
    this.#settings = settings;
    this.#config = client;
  }

  async subscriptions(topic: string) {
    const client = new SNSClient(this.#config);
    const { Subscriptions = [] } = await ask(topic, () =>
      client.send(new ListSubscriptionsByTopicCommand({ TopicArn: this.#topicArn(topic) })),
    );
    // Until its mail is confirmed a subscription has this word in place of an ARN.
    return Subscriptions.map(({ Endpoint = "", SubscriptionArn }) => ({
      endpoint: Endpoint,
      confirmed: SubscriptionArn !== "PendingConfirmation",
    }));
  }

  async rule(name: string, topic: string) {
    const client = new EventBridgeClient(this.#config);
    try {
      const { State = "" } = await client.send(new DescribeRuleCommand({ Name: name }));
      const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: name }));
      return { state: State, tellsTopic: Targets.some(({ Arn }) => Arn === this.#topicArn(topic)) };
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translateAws(error, name);
    }
  }

  async trailSeesReads() {
    const client = new CloudTrailClient(this.#config);
    const { trailList = [] } = await ask("the trails", () => client.send(new DescribeTrailsCommand({})));
    for (const { TrailARN: Name } of trailList) {
      const { IsLogging } = await ask("the trail", () => client.send(new GetTrailStatusCommand({ Name })));
      if (IsLogging !== true) continue;
      const selectors = await ask("the trail", () => client.send(new GetEventSelectorsCommand({ TrailName: Name })));
      if (logsReads(selectors)) return true;
    }
    return false;
  }

  async read(secret: string) {
    const client = new SecretsManagerClient(this.#config);
    try {
      await ask(secret, () => client.send(new GetSecretValueCommand({ SecretId: secret })));
      return "allowed";
    } catch (error) {
      if (error instanceof DeniedError) return "denied";
      throw error;
    }
  }

  async alarm(name: string) {
    const client = new CloudWatchClient(this.#config);
    const { MetricAlarms = [] } = await ask(name, () => client.send(new DescribeAlarmsCommand({ AlarmNames: [name] })));
    const [alarm] = MetricAlarms;
    if (alarm === undefined) return undefined;
    return {
      state: alarm.StateValue ?? "",
      since: alarm.StateUpdatedTimestamp ?? new Date(0),
      enabled: alarm.ActionsEnabled ?? false,
    };
  }

  async deliveries(rule: string, since: Date) {
    // Datapoints are of whole minutes, and bear the time at which theirs began.
    const StartTime = new Date(Math.floor(since.getTime() / 60_000) * 60_000);
    const sum = async (MetricName: string) => {
      const client = new CloudWatchClient(this.#config);
      const { Datapoints = [] } = await ask(rule, () =>
        client.send(
          new GetMetricStatisticsCommand({
            Namespace: "AWS/Events",
            MetricName,
            Dimensions: [{ Name: "RuleName", Value: rule }],
            StartTime,
            EndTime: new Date(Date.now() + 60_000),
            Period: 60,
            Statistics: ["Sum"],
          }),
        ),
      );
      return Datapoints.reduce((all, { Sum = 0 }) => all + Sum, 0);
    };
    // A metric that has counted nothing has no datapoint.
    return { made: await sum("Invocations"), failed: await sum("FailedInvocations") };
  }

  #topicArn(topic: string): string {
    const { region, accountId } = this.#settings;
    const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return `arn:${partition}:sns:${region}:${accountId}:${topic}`;
  }
}

function logsReads({ EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput): boolean {
  const simple = EventSelectors.some(
    ({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources = [] }) =>
      IncludeManagementEvents === true &&
      ReadWriteType !== "WriteOnly" &&
      !ExcludeManagementEventSources.includes("kms.amazonaws.com"),
  );
  const advanced = AdvancedEventSelectors.some(({ FieldSelectors = [] }) => {
    const management = FieldSelectors.some(
      ({ Field, Equals }) => Field === "eventCategory" && Equals?.includes("Management"),
    );
    const writesOnly = FieldSelectors.some(({ Field, Equals }) => Field === "readOnly" && Equals?.includes("false"));
    return management && !writesOnly;
  });
  return simple || advanced;
}

async function ask<T>(thing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw translateAws(error, thing);
  }
}
