import { judgeDisguised, judgeGeneric } from "./judge-generic.ts";
import { base64, jwt, type Kind, kind, made, pem } from "./sample.ts";

const ours: readonly Kind[] = [
  kind(
    "ours",
    "openai service key under another name",
    "gptCredential embeddings:cfg qualisys:llmOpenai",
    "sk-proj-{w48}T3Blbk" + "FJ{w48}",
  ),
  kind("ours", "anthropic admin key", "billing:watcher anthropicAdmin", "sk-ant-" + "admin01-{w93}AA"),
  made("ours", "github app secret in an object", "githubApp", (r) => ({ appId: 7, clientSecret: r.fill("{h40}") })),
  made("ours", "github key in base64", "GH_APP_KEY_B64 appKeyB64", (r) =>
    base64(pem(r, "RSA PRIVATE KEY", 25, "MIIE")),
  ),
  made("ours", "github app as stored", "payload githubApp", (r) =>
    JSON.stringify({
      app_id: r.fill("{d6}"),
      client_id: r.fill("Iv23{a16}"),
      client_secret: r.fill("{h40}"),
      webhook_secret: r.fill("{a40}"),
    }),
  ),
  made("ours", "database as stored", "connection", (r) => ({
    engine: "postgres",
    host: "db.internal",
    port: 5432,
    username: "qualisys",
    password: r.fill("{a28}"),
  })),
  kind(
    "ours",
    "slack webhook without scheme",
    "notify.target deployHook",
    "hooks.slack.com/services/T{A8}/B{A10}/{a24}",
  ),
  kind("ours", "jira login", "JIRA_BASIC jiraAuth", "bot@acme.dev:ATATT3xFfGF0{w160}={H8}"),
  made("ours", "sendgrid in smtp address", "SMTP_URL mailer", (r) =>
    r.fill("smtp://apikey:SG.{w22}.{w43}@smtp.sendgrid.net:587"),
  ),
];

const clouds: readonly Kind[] = [
  made("clouds", "aws credentials file", "awsCredentialsFile sharedCredentials", (r) =>
    r.fill("[default]\naws_access_key_id = AKIA{A16}\naws_secret_access_key = {b40}\n"),
  ),
  kind("clouds", "aws secret key, short key names", "aws.secret awsSecret AWS_SECRET minioSecretKey", "{b40}"),
  kind(
    "clouds",
    "cosmos connection",
    "cosmosConnectionString CosmosDb",
    "AccountEndpoint=https://c{l6}.documents.azure.com:443/;AccountKey={b86}==;",
  ),
  kind(
    "clouds",
    "event hubs connection",
    "eventHub telemetrySink",
    "Endpoint=sb://eh-{l6}.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={b43}=;EntityPath=logs",
  ),
  kind("clouds", "azure devops pat", "azdoPat AZURE_DEVOPS_EXT_PAT", "{l52}"),
  kind("clouds", "azure search key", "searchAdminKey AZURE_SEARCH_KEY", "{a52}"),
  kind(
    "clouds",
    "azure function key url",
    "triggerUrl functionUrl",
    "https://fn-{l6}.azurewebsites.net/api/run?code={w54}==",
  ),
  kind("clouds", "gcp hmac", "gcsHmacSecret GCS_SECRET", "{b40}"),
  kind("clouds", "google refresh token", "refreshToken GOOGLE_REFRESH_TOKEN", "1//0{w98}"),
  kind("clouds", "tencent", "tencentSecretId TENCENTCLOUD_SECRET_ID", "AKID{a32}"),
  kind("clouds", "ibm api key", "ibmcloudApiKey IC_API_KEY", "{w44}"),
  kind(
    "clouds",
    "oci private key",
    "oci:privateKey",
    "-----BEGIN PRIVATE KEY-----\\n{b64}\\n{b64}\\n{b64}\\n-----END PRIVATE KEY-----",
  ),
  kind("clouds", "vultr", "vultr:apiKey VULTR_API_KEY", "{A36}"),
  kind("clouds", "ovh", "ovhApplicationSecret ovhConsumerKey", "{a32}"),
  kind("clouds", "supabase service key", "supabaseServiceKey SUPABASE_ACCESS_TOKEN", "sbp_{h40}"),
  made("clouds", "supabase service role", "supabaseServiceRoleKey", (r) =>
    jwt(r, { iss: "supabase", ref: r.fill("{c20}"), role: "service_role", exp: 2_000_000_000 }),
  ),
  kind("clouds", "netlify", "netlifyToken NETLIFY_AUTH_TOKEN", "nfp_{a36}"),
  kind("clouds", "vercel", "vercelToken VERCEL_TOKEN vercel:apiToken", "{a24}"),
  kind("clouds", "1password", "opServiceAccountToken OP_SERVICE_ACCOUNT_TOKEN", "ops_eyJ{a400}fQ"),
  made("clouds", "kubernetes service account token", "clusterToken saToken", (r) =>
    jwt(r, { iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:ci:deploy" }),
  ),
  made("clouds", "kubeconfig with client key", "kubeconfig KUBECONFIG_B64", (r) =>
    base64(
      `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    client-key-data: ${base64(pem(r, "RSA PRIVATE KEY", 10, "MIIE"))}\n`,
    ),
  ),
  kind("clouds", "wireguard", "wireguardPrivateKey wg.privateKey", "{b43}="),
  kind("clouds", "consul gossip key", "gossipEncryptionKey consulEncrypt.key", "{b43}="),
];

const vendors: readonly Kind[] = [
  kind("vendors", "gitlab runner", "runnerToken gitlabRunner", "glrt-{w20}", "GR1348941{w20}"),
  kind("vendors", "bitbucket", "bitbucketAppPassword BB_PASS", "ATBB{a32}"),
  kind("vendors", "discord webhook", "discordAlerts opsHook", "https://discord.com/api/webhooks/{d18}/{w68}"),
  kind(
    "vendors",
    "teams webhook",
    "teamsWebhook alertUrl",
    "https://acme.webhook.office.com/webhookb2/{u}@{u}/IncomingWebhook/{h32}/{u}",
  ),
  kind("vendors", "square", "squareAccessToken pos", "sq0atp-{w22}", "EAAA{w60}"),
  kind("vendors", "paypal", "paypalClientSecret PAYPAL_SECRET", "E{w79}"),
  kind("vendors", "braintree", "braintreePrivateKey", "{h32}"),
  kind("vendors", "razorpay", "razorpayKeySecret RAZORPAY_SECRET", "{a24}"),
  kind("vendors", "postmark", "postmarkServerToken POSTMARK_API_TOKEN", "{u}"),
  kind("vendors", "resend", "resendApiKey mailKey", "re_{a8}_{a24}"),
  kind("vendors", "rubygems", "gemHostApiKey", "rubygems_{h48}"),
  kind("vendors", "nuget", "nugetApiKey NUGET_KEY", "oy2{l43}"),
  kind("vendors", "crates", "cargoRegistryToken", "cio{a32}"),
  kind("vendors", "artifactory", "artifactoryApiKey ARTIFACTORY_TOKEN", "AKCp{a69}"),
  kind("vendors", "circleci", "circleToken CIRCLE_TOKEN", "{h40}"),
  kind("vendors", "buildkite", "buildkiteAgentToken", "{a50}", "bkua_{h40}"),
  kind("vendors", "honeycomb", "honeycombApiKey HONEYCOMB_KEY", "{a22}", "hcaik_{l58}"),
  kind("vendors", "opsgenie", "opsgenieApiKey OPSGENIE_KEY", "{u}"),
  kind("vendors", "splunk hec", "splunkHecToken", "{u}"),
  kind("vendors", "elastic api key", "elasticApiKey ELASTIC_API_KEY", "{w60}=="),
  kind("vendors", "snowflake", "snowflakePassword SNOWFLAKE_PWD", "{p16}"),
  kind("vendors", "mongodb atlas", "mongodbatlas:privateKey MONGODB_ATLAS_PRIVATE_KEY", "{u}"),
  kind("vendors", "asana", "asanaToken asanaPat", "1/{d16}:{h32}"),
  kind("vendors", "dropbox", "dropboxToken", "sl.{w140}"),
  kind("vendors", "zoom", "zoomClientSecret ZOOM_SECRET", "{a32}"),
  kind("vendors", "zendesk", "zendeskApiToken", "{a40}"),
  kind("vendors", "intercom", "intercomToken", "dG9rO{b48}="),
  kind("vendors", "typeform", "typeformToken", "tfp_{w44}_{w14}"),
  kind("vendors", "segment", "segmentAccessToken", "sgp_{a64}"),
  kind("vendors", "plaid", "plaidSecret PLAID_SECRET", "{h30}"),
  kind("vendors", "coinbase", "coinbaseApiSecret", "{b86}=="),
  kind("vendors", "replicate", "replicateToken REPLICATE_API_TOKEN", "r8_{a37}"),
  kind("vendors", "xai", "xaiKey grok", "xai-{a80}"),
  kind("vendors", "perplexity", "perplexityKey pplx", "pplx-{a48}"),
  kind("vendors", "cohere", "cohereApiKey COHERE_API_KEY", "{a40}"),
  kind("vendors", "mistral", "mistralApiKey MISTRAL_KEY", "{a32}"),
  kind("vendors", "langsmith", "langsmithApiKey tracing", "lsv2_pt_{h32}_{h10}"),
  kind("vendors", "pinecone", "pineconeApiKey vectors", "pcsk_{a6}_{a63}"),
  kind("vendors", "tailscale", "tailscaleAuthKey tsKey", "tskey-auth-{a17}-{a32}"),
  kind("vendors", "contentful", "contentfulToken", "CFPAT-{w43}"),
  kind("vendors", "postman", "postmanKey", "PMAK-{h24}-{h34}"),
  kind("vendors", "mysql url", "MYSQL_URL db", "mysql://root:{a14}@10.0.0.{d1}:3306/shop"),
  kind("vendors", "odbc", "odbc dsn", "Driver={ODBC Driver 18 for SQL Server};Server=sql;Uid=app;Pwd={a14};"),
  kind("vendors", "nats url", "natsUrl bus", "nats://svc:{a22}@nats.internal:4222"),
  made("vendors", "dsa key", "hostKeyPem legacyKey", (r) => pem(r, "DSA PRIVATE KEY", 8)),
  made("vendors", "encrypted key", "backupKey vaultPem", (r) => pem(r, "ENCRYPTED PRIVATE KEY", 14, "MIIF")),
  made("vendors", "pkcs12", "pfxPassword keystorePfx.secret clientKeystorePassword", (r) => r.fill("{a18}!{d2}")),
];

/** What the rules are judged by: other vendors, other keys and other wrappings than the ones they are worked on with. */
export const judgeSecrets: readonly Kind[] = [...ours, ...clouds, ...vendors, ...judgeGeneric, ...judgeDisguised];
