import { base64, type Kind, made, pem } from "../sample.ts";
import { bytes64 } from "./chance.ts";

const G = "clouds";

export const cloudSecrets: readonly Kind[] = [
  made(G, "AWS key pair in an object", "uploader backup:aws", (random) => ({
    accessKeyId: random.fill("AKIA{A16}"),
    secretAccessKey: random.fill("{b40}"),
    region: "eu-west-1",
  })),
  made(
    G,
    "AWS session token",
    "awsSessionToken AWS_SESSION_TOKEN",
    (random) => `IQoJb3JpZ2luX2Vj${bytes64(random, 420)}`,
  ),
  made(
    G,
    "Bedrock key",
    "bedrock AWS_BEARER_TOKEN_BEDROCK",
    (random) => `ABSK${base64(random.fill("BedrockAPIKey-{l4}-at-{d12}:{b44}"))}`,
  ),
  made(G, "Azure storage key", "storageAccountKey AZURE_STORAGE_KEY", (random) => bytes64(random, 64)),
  made(G, "Azure storage connection string", "blobConnection storage AzureWebJobsStorage", (random) =>
    random.fill(
      `DefaultEndpointsProtocol=https;AccountName=acme{l8};AccountKey=${bytes64(random, 64)};EndpointSuffix=core.windows.net`,
    ),
  ),
  made(G, "Azure SAS address", "exportTarget containerUrl", (random) =>
    random.fill(
      `https://acme{l8}.blob.core.windows.net/exports?sv=2024-11-04&ss=b&srt=co&sp=rwl&se=2031-01-01T00:00:00Z&sig=${encodeURIComponent(bytes64(random, 32))}`,
    ),
  ),
  made(G, "Azure Service Bus connection string", "serviceBus ordersQueue", (random) =>
    random.fill(
      `Endpoint=sb://acme{c5}.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${bytes64(random, 32)}`,
    ),
  ),
  made(G, "Azure Cosmos connection string", "cosmos documents:connection", (random) =>
    random.fill(`AccountEndpoint=https://acme{c5}.documents.azure.com:443/;AccountKey=${bytes64(random, 64)};`),
  ),
  made(G, "Azure IoT connection string", "iotHub fleet:hub", (random) =>
    random.fill(
      `HostName=acme{c5}.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=${bytes64(random, 32)}`,
    ),
  ),
  made(G, "Azure App Configuration connection string", "appConfig settingsStore", (random) =>
    random.fill(`Endpoint=https://acme{c5}.azconfig.io;Id={a4}-l9-s0:{a20};Secret=${bytes64(random, 32)}`),
  ),
  made(G, "Azure Function key address", "callback functionUrl", (random) =>
    random.fill(`https://acme-{c5}.azurewebsites.net/api/ingest?code={w44}AzFu{w6}==`),
  ),
  made(G, "Google service account", "gcpCredentials serviceAccountJson", (random) =>
    JSON.stringify({
      type: "service_account",
      project_id: random.fill("acme-{c6}"),
      private_key_id: random.fill("{h40}"),
      private_key: pem(random, "PRIVATE KEY", 26, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
      client_email: random.fill("deploy@acme-{c6}.iam.gserviceaccount.com"),
      token_uri: "https://oauth2.googleapis.com/token",
    }),
  ),
  made(G, "Google service account in base64", "GOOGLE_CREDENTIALS_B64 gcp", (random) =>
    base64(
      JSON.stringify({
        type: "service_account",
        project_id: random.fill("acme-{c6}"),
        private_key: pem(random, "PRIVATE KEY", 26, "MIIEvAIBADANBgkqhkiG9w0BAQEFAASC"),
        client_email: random.fill("ci@acme-{c6}.iam.gserviceaccount.com"),
      }),
    ),
  ),
  made(G, "Cloudflare tunnel token", "tunnelToken TUNNEL_TOKEN", (random) =>
    base64(JSON.stringify({ a: random.fill("{h32}"), t: random.fill("{u}"), s: bytes64(random, 32) })),
  ),
  made(G, "Kubeconfig with a client key", "kubeconfig KUBECONFIG_DATA", (random) =>
    random.fill(
      `apiVersion: v1\nkind: Config\nclusters:\n- name: main\n  cluster:\n    server: https://10.0.{d2}.1:6443\nusers:\n- name: admin\n  user:\n    client-key-data: ${base64(pem(random, "EC PRIVATE KEY", 3, "MHcCAQEEI"))}\n`,
    ),
  ),
];
