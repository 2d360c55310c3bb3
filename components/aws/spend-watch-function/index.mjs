import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { watch } from "./watch.mjs";

// Both SDKs come with Lambda's Node runtime: docs.aws.amazon.com/lambda, "Node.js runtimes".
const secrets = new SecretsManagerClient();
const metrics = new CloudWatchClient();

/** What EventBridge Scheduler calls. `ACCOUNTS`: JSON, credential id -> secret id; `NAMESPACE`, `METRIC`: where figures go. */
export async function handler() {
  const { ACCOUNTS = "{}", NAMESPACE, METRIC } = process.env;
  const accounts = Object.entries(JSON.parse(ACCOUNTS)).map(([id, secretId]) => ({ id, secretId: String(secretId) }));
  await watch(accounts, {
    readSecret: async (secretId) => {
      const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
      return SecretString;
    },
    publish: async (accountId, usd, at) => {
      const Dimensions = [{ Name: "Account", Value: accountId }];
      const MetricData = [{ MetricName: METRIC, Dimensions, Timestamp: at, Value: usd }];
      await metrics.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
    },
    log: (text) => console.log(text),
    now: new Date(),
  });
}
