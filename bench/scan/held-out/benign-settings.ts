import { type Kind, made } from "../sample.ts";
import { words } from "./chance.ts";

const S = "settings";

export const benignSettings: readonly Kind[] = [
  made(S, "flags", "features featureFlags", () => ({
    newCheckout: true,
    darkMode: false,
    rolloutPercent: 25,
    cohorts: ["beta", "staff"],
  })),
  made(S, "labels of Kubernetes", "labels nodeSelector annotations", (random) => ({
    "app.kubernetes.io/name": "orders",
    "app.kubernetes.io/instance": random.fill("orders-{l10}-{l5}"),
    "pod-template-hash": random.fill("{l10}"),
    "checksum/config": random.fill("{h64}"),
  })),
  made(S, "number or switch", "replicas port enabled timeout", (random) =>
    random.pick([3, 8080, true, 0.75, "443", "false", 1_700_000_000]),
  ),
  made(S, "plain words", "title projectName displayName motto", (random) =>
    words(random, 2 + random.below(4), random.pick([" ", "-", "_"])),
  ),
  made(S, "list of words", "stopWords names categories", (random) => words(random, 20).split(" ")),
  made(S, "arguments of a command", "args command", (random) => [
    "--config",
    "/etc/app/config.yaml",
    "--password-file",
    "/run/secrets/db",
    "--token-ttl=1h",
    random.fill("--node-id={c6}"),
  ]),
  made(S, "tags", "tags commonTags", (random) => ({
    Owner: "platform",
    CostCenter: random.fill("{d5}"),
    ManagedBy: "pulumi",
    Commit: random.fill("{h40}"),
  })),
];
