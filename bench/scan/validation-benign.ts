import { type Kind, made } from "./sample.ts";
import { validationPublic, validationStructures } from "./validation-public.ts";

const about: readonly Kind[] = [
  made("about secrets", "refs", "dbCredentials connectionSecret", (r) => ({
    secretRef: { name: r.fill("{acme|globex}-db"), namespace: "prod" },
    passwordKey: "password",
    usernameKey: "user",
  })),
  made("about secrets", "ecs secrets", "secrets", (r) => [
    { name: "DB_PASSWORD", valueFrom: r.fill("arn:aws:secretsmanager:eu-west-1:{d12}:secret:db-{a6}:password::") },
  ]),
  made("about secrets", "generator", "passwordGenerator randomPassword", (r) => ({
    length: 16 + r.below(16),
    special: true,
    overrideSpecial: "_%@",
  })),
  made("about secrets", "sealed", "sealedSecret", (r) => ({
    kind: "SealedSecret",
    spec: { encryptedData: { password: r.fill("AgB{b400}=") } },
  })),
  made("about secrets", "encrypted list", "tokens", (r) => [
    { secure: r.fill("v1:{b16}:{b60}") },
    { secure: r.fill("v1:{b16}:{b44}") },
  ]),
];

/** Ordinary configuration that the rules are judged by. */
export const validationBenign: readonly Kind[] = [...about, ...validationPublic, ...validationStructures];
