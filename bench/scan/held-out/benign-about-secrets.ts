import { type Kind, made } from "../sample.ts";

const A = "about secrets";

export const benignAboutSecrets: readonly Kind[] = [
  made(A, "rules for passwords", "passwordPolicy", (random) => ({
    minLength: 8 + random.below(12),
    requireSymbols: true,
    requireNumbers: true,
    maxAgeDays: 90,
    reusePrevention: 24,
  })),
  made(
    A,
    "number under a secret's name",
    "passwordMinLength secretRotationDays tokenTtlSeconds apiKeyQuota",
    (random) => random.pick([12, "90", 3600, "86400", 16]),
  ),
  made(A, "grants of a policy", "iamPolicy keyPolicy secretPolicy", (random) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue", "kms:Decrypt"],
          Resource: random.fill("arn:aws:secretsmanager:eu-west-1:{d12}:secret:prod/{c6}-*"),
        },
      ],
    }),
  ),
  made(A, "table of labels", "translations messages", () => ({
    "login.password.label": "Password",
    "login.password.hint": "At least 12 characters",
    "login.token.invalid": "This token is not valid any more",
    "settings.apiKey.title": "API keys",
  })),
];
