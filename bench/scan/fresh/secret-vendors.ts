import { base64, base64url, type Kind, kind, made } from "../sample.ts";
import { bytes64 } from "./chance.ts";

const models: Kind[] = [
  kind("models", "OpenAI project key", "openaiApiKey acme:llm OPENAI_KEY", "sk-proj-{w74}T3BlbkFJ{w74}"),
  kind("models", "OpenAI service account key", "assistant:key openai", "sk-svcacct-{w74}T3BlbkFJ{w74}"),
  kind("models", "OpenAI key of the first format", "openai:apiKey gptKey", "sk-{a20}T3BlbkFJ{a20}"),
  kind("models", "Anthropic key", "claudeKey llm:anthropic ANTHROPIC_API_KEY", "sk-ant-api03-{w93}AA"),
  kind("models", "Anthropic OAuth token", "claudeCodeToken CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-{w93}AA"),
  kind("models", "Gemini key", "geminiApiKey GEMINI_API_KEY", "AIza{w35}", "AQ.Ab8RN6{w44}"),
  kind("models", "OpenRouter key", "openrouterKey router", "sk-or-v1-{h64}"),
  kind("models", "DeepSeek key", "deepseekApiKey DEEPSEEK_API_KEY", "sk-{h32}"),
  kind("models", "Groq key", "groqKey inference:groq", "gsk_{a52}"),
  kind("models", "Hugging Face token", "hfToken HF_TOKEN models:hub", "hf_{a34}"),
  kind("models", "Replicate token", "replicate REPLICATE_API_TOKEN", "r8_{a37}"),
  kind("models", "Mistral or Cohere key", "mistralApiKey cohereApiKey", "{a32}", "{a40}"),
  kind("models", "Pinecone key", "pineconeKey vectors", "pcsk_{a6}_{a63}"),
  kind("models", "LangSmith or Langfuse key", "tracing:key langsmithApiKey", "lsv2_pt_{h32}_{h10}", "sk-lf-{u}"),
];

const code: Kind[] = [
  kind("code", "GitHub classic token", "githubToken ci:gh GH_PAT", "ghp_{a36}"),
  kind("code", "GitHub fine-grained token", "repoToken GITHUB_TOKEN", "github_pat_{a22}_{a59}"),
  kind(
    "code",
    "GitHub installation or user token",
    "github:token actionsRunner",
    "ghs_{a36}",
    "ghu_{a36}",
    "gho_{a36}",
  ),
  kind("code", "GitHub refresh token", "ghRefresh", "ghr_{a76}"),
  kind("code", "GitLab personal token", "gitlabToken gl:pat", "glpat-{w20}", "glpat-{w27}.{l9}"),
  kind(
    "code",
    "GitLab runner, deploy or trigger token",
    "runner gitlab:deploy",
    "glrt-{w20}",
    "gldt-{w20}",
    "glptt-{h40}",
  ),
  kind("code", "Atlassian token", "jiraToken confluence:token", "ATATT3xFfGF0{w171}={H8}"),
  kind("code", "Bitbucket app password", "bitbucketAppPassword bb", "ATBB{a32}"),
  kind("code", "npm token", "npmToken NPM_TOKEN", "npm_{a36}"),
  kind("code", "PyPI token", "pypi publish:token", "pypi-AgEIcHlwaS5vcmc{w160}"),
  kind("code", "RubyGems, NuGet or crates.io key", "publishKey gemsKey", "rubygems_{h48}", "oy2{l43}", "cio{a32}"),
  kind("code", "Docker Hub token", "dockerhubToken registry:token", "dckr_pat_{w27}", "dckr_oat_{w32}"),
  kind("code", "CircleCI or Buildkite token", "ciToken", "CCIPAT_{a22}_{h40}", "bkua_{h40}"),
  kind("code", "SonarQube token", "sonarToken SONAR_TOKEN", "squ_{h40}", "sqp_{h40}"),
  kind("code", "Snyk or Codecov token", "snykToken codecovToken SNYK_TOKEN", "{u}"),
  kind("code", "Postman or Figma key", "postman figmaAccess", "PMAK-{h24}-{h34}", "figd_{w40}"),
  kind("code", "Linear or Notion key", "linear notionIntegration", "lin_api_{a40}", "ntn_{d11}{a35}"),
  kind("code", "JFrog key", "artifactoryApiKey jfrog", "AKCp{a69}"),
];

const chat: Kind[] = [
  kind("chat and mail", "Slack bot token", "slackBot chatops:token", "xoxb-{d12}-{d13}-{a24}"),
  kind("chat and mail", "Slack user token", "slackUser", "xoxp-{d12}-{d12}-{d13}-{h32}"),
  kind("chat and mail", "Slack app-level token", "socketMode slackApp", "xapp-{1|1}-A{A10}-{d13}-{h64}"),
  kind(
    "chat and mail",
    "Slack webhook",
    "notifyUrl alerts:webhook",
    "https://hooks.slack.com/services/T{A10}/B{A10}/{a24}",
  ),
  kind("chat and mail", "Slack signing secret", "slackSigningSecret SLACK_SIGNING_SECRET", "{h32}"),
  made("chat and mail", "Discord bot token", "discordBotToken DISCORD_TOKEN", (random) =>
    random.fill(`${base64url(random.fill("1{d17}"))}.G{w5}.{w38}`),
  ),
  kind("chat and mail", "Discord webhook", "discordHook announce", "https://discord.com/api/webhooks/1{d18}/{w68}"),
  kind(
    "chat and mail",
    "Teams webhook",
    "teamsHook opsChannel",
    "https://acme{c4}.webhook.office.com/webhookb2/{u}@{u}/IncomingWebhook/{h32}/{u}",
  ),
  kind("chat and mail", "Telegram bot token", "telegramBot TELEGRAM_TOKEN", "{d10}:AA{w33}"),
  kind("chat and mail", "Twilio auth token", "twilioAuthToken TWILIO_AUTH_TOKEN", "{h32}"),
  kind("chat and mail", "SendGrid key", "mailer:key SENDGRID_API_KEY", "SG.{w22}.{w43}"),
  kind("chat and mail", "Mailgun key", "mailgunApiKey MAILGUN_KEY", "key-{h32}", "{h32}-{h8}-{h8}"),
  kind("chat and mail", "Mailchimp key", "mailchimp newsletter:key", "{h32}-us{d2}"),
  kind("chat and mail", "Brevo key", "brevo sendinblueKey", "xkeysib-{h64}-{a16}"),
  kind("chat and mail", "Resend key", "resend mail:apiKey", "re_{a8}_{a24}"),
  kind("chat and mail", "Postmark server token", "postmarkServerToken POSTMARK_API_TOKEN", "{u}"),
];

const business: Kind[] = [
  kind("business", "Stripe secret key", "stripeKey payments:stripe", "sk_live_51{a97}", "sk_live_{a24}"),
  kind("business", "Stripe restricted key", "stripe:restricted billing", "rk_live_51{a97}"),
  kind("business", "Stripe webhook secret", "stripeHook STRIPE_WEBHOOK_SECRET", "whsec_{a32}"),
  kind("business", "Shopify token", "shop:token shopify", "shpat_{h32}", "shpss_{h32}"),
  kind("business", "Square token", "squareAccess", "EAAA{w60}", "sq0csp-{w43}"),
  kind("business", "PayPal client secret", "paypalClientSecret PAYPAL_SECRET", "E{w79}"),
  kind("business", "Plaid secret", "plaidSecret PLAID_SECRET", "{h30}"),
  kind("business", "HubSpot private app token", "hubspot crm:token", "pat-na1-{u}", "pat-eu1-{u}"),
  kind("business", "Airtable token", "airtable base:token", "pat{a14}.{h64}"),
  kind("business", "Google OAuth client secret", "googleSecret oauth:google", "GOCSPX-{w28}"),
  kind("business", "Google refresh token", "driveSync gmailRefreshToken", "1//0{w101}"),
  kind("business", "Okta token", "oktaApiToken OKTA_API_TOKEN", "00{w40}"),
  kind("business", "Auth0 client secret", "auth0ClientSecret AUTH0_CLIENT_SECRET", "{w64}"),
  kind("business", "Algolia admin key", "algoliaAdminKey ALGOLIA_ADMIN_API_KEY", "{h32}"),
  made("business", "Mapbox secret token", "mapboxSecretToken tiles", (random) =>
    random.fill(`sk.${base64url(JSON.stringify({ u: random.fill("acme{c4}"), a: random.fill("cl{l23}") }))}.{w22}`),
  ),
  kind("business", "reCAPTCHA secret key", "recaptchaSecretKey RECAPTCHA_SECRET", "6L{w6}AAAAA{w27}"),
  kind("business", "LaunchDarkly SDK key", "launchDarklySdkKey flags", "sdk-{u}"),
  kind("business", "Contentful management token", "contentful cms:token", "CFPAT-{w43}"),
];

const operations: Kind[] = [
  kind("operations", "Datadog API or application key", "datadogApiKey DD_API_KEY datadog:apiKey", "{h32}", "{h40}"),
  kind("operations", "PagerDuty API key", "pagerdutyApiToken PAGERDUTY_TOKEN", "u+{w18}", "{a20}"),
  kind("operations", "New Relic key", "newrelic monitor", "NRAK-{A27}", "eu01xx{h30}NRAL"),
  made("operations", "Grafana token", "grafana dashboards:token", (random) =>
    random.below(2)
      ? random.fill("glsa_{a32}_{h8}")
      : `glc_${base64(JSON.stringify({ o: random.fill("{d6}"), n: "stack-hl-write", k: random.fill("{a24}"), m: { r: "eu" } }))}`,
  ),
  made("operations", "Sentry auth token", "sentryAuthToken releases", (random) =>
    random.below(2)
      ? random.fill("sntryu_{h64}")
      : random.fill(
          `sntrys_${base64(JSON.stringify({ iat: 1.7e9 + random.below(1e7), url: "https://sentry.io" }))}_{b43}`,
        ),
  ),
  kind("operations", "Dynatrace token", "dynatrace apm", "dt0c01.{A24}.{A64}"),
  kind("operations", "Splunk HEC token", "splunkHecToken SPLUNK_HEC_TOKEN", "{u}"),
  made("operations", "Elastic API key", "elasticApiKey ELASTIC_API_KEY", (random) =>
    base64(random.fill("{w20}:{w22}")),
  ),
  kind("operations", "Vault token", "vault vaultAccess", "hvs.CAES{w86}", "hvb.AAAAAQ{w132}"),
  kind("operations", "Terraform Cloud token", "tfe TFE_TOKEN", "{a14}.atlasv1.{w67}"),
  kind("operations", "Pulumi token", "pulumiAccess automation", "pul-{h40}"),
  kind("operations", "Doppler token", "doppler config:sync", "dp.st.prd.{a43}", "dp.pt.{a43}"),
  made(
    "operations",
    "1Password service account token",
    "onepassword op",
    (random) =>
      `ops_${base64url(JSON.stringify({ signInAddress: "acme.1password.com", userAuth: { method: "SRPg-4096" }, secretKey: random.fill("A3-{A6}-{A6}-{A5}-{A5}"), muk: { k: random.fill("{w43}") } }))}`,
  ),
  kind("operations", "Databricks token", "databricks lake:token", "dapi{h32}", "dapi{h32}-2"),
  kind("operations", "dbt Cloud token", "dbtToken DBT_CLOUD_TOKEN", "dbtc_{w43}", "dbtu_{w43}"),
  kind("operations", "Tailscale key", "tailscale vpn:auth", "tskey-auth-{a12}CNTRL-{a32}"),
  kind("operations", "Heroku, Netlify or Render key", "deployHook hosting", "HRKU-AA{w58}", "nfp_{a36}", "rnd_{a32}"),
  kind("operations", "DigitalOcean token", "digitalocean droplets", "dop_v1_{h64}"),
  kind("operations", "Hetzner or Linode token", "hcloudToken HCLOUD_TOKEN linodeToken", "{a64}", "{h64}"),
  kind("operations", "Supabase secret key", "supabase backend", "sb_secret_{w22}_{w8}", "sbp_{h40}"),
  kind("operations", "PlanetScale password or token", "planetscale pscale", "pscale_pw_{w43}", "pscale_tkn_{w43}"),
  made("operations", "Confluent secret", "confluentApiSecret kafka:secret", (random) => bytes64(random, 48)),
];

export const vendorSecrets: readonly Kind[] = [...models, ...code, ...chat, ...business, ...operations];
