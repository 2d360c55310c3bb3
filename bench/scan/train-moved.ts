import { chosen, plain, words } from "./held-out/chance.ts";
import { type Kind, made, pem } from "./sample.ts";

const G = "moved";

const lines = (...list: readonly string[]): string => `${list.join("\n")}\n`;

/** Secrets that the first run of `held-out` missed: once a rule is mended by a kind, the kind no longer judges it (README.md). */
export const movedSecrets: readonly Kind[] = [
  made(G, "under a name in another language", "passwort datenbankKennwort motDePasse contrasena", chosen),
  made(
    G,
    "sentence as a passphrase",
    "vaultPassphrase encryptionPassphrase",
    (random) => `My ${words(random, 1)} eats ${2 + random.below(80)} ${words(random, 1)}s before ${words(random, 1)}!`,
  ),
  made(G, "recovery words of a wallet", "mnemonic walletMnemonic seedPhrase", (random) =>
    words(random, random.pick([12, 24])),
  ),
  made(G, "Deployment with a value in its environment", "deployment workload", (random) =>
    lines(
      "apiVersion: apps/v1",
      "kind: Deployment",
      "spec:",
      "  template:",
      "    spec:",
      "      containers:",
      "        - name: api",
      "          image: acme/api:1.4.2",
      "          env:",
      "            - name: LOG_LEVEL",
      "              value: debug",
      "            - name: REDIS_PASSWORD",
      `              value: ${plain(random)}`,
    ),
  ),
  made(
    G,
    "web.config",
    "webConfig appConfigXml",
    (random) =>
      `<configuration><appSettings><add key="Environment" value="Prod"/><add key="SmtpPassword" value="${plain(random)}"/></appSettings></configuration>`,
  ),
  made(G, "PHP configuration", "wpConfig phpConfig", (random) =>
    lines(
      "<?php",
      "define('DB_NAME', 'wordpress');",
      "define('DB_USER', 'wp');",
      `define('DB_PASSWORD', '${plain(random)}');`,
    ),
  ),
  made(G, "systemd unit", "unitFile serviceUnit", (random) =>
    lines(
      "[Service]",
      "ExecStart=/usr/bin/agent",
      `Environment="AGENT_TOKEN=${random.fill("{a40}")}"`,
      "Restart=always",
    ),
  ),
  made(G, "vendor's token cut by a continued line", "longLine script", (random) =>
    random.fill("export T=ghp_{a16}\\\n{a20}\n"),
  ),
  made(G, "passphrase of words", "passphrase backupPassphrase RESTIC_PASSWORD", (random) =>
    words(random, 5, random.pick([" ", "-", "."])),
  ),
  made(G, "shared key of a network", "vpnPresharedKey ipsecPsk radiusSharedSecret wifiPassword", (random) =>
    random.below(2) ? random.fill("{a32}") : chosen(random),
  ),
];

/** What the first run of `held-out` took for secrets. */
export const movedBenign: readonly Kind[] = [
  made(G, "dotenv of references", "envTemplate", (random) =>
    random.fill(
      "DB_HOST=db\nDB_PASSWORD=${DB_PASSWORD}\nAPI_KEY=op://prod/{c6}/key\nSECRET_ARN=arn:aws:secretsmanager:eu-west-1:{d12}:secret:{c6}-{a6}\n",
    ),
  ),
  made(G, "authorized keys", "authorizedKeys sshKeys", (random) => [
    random.fill("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} jana"),
    random.fill("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB{b86}= robert"),
  ]),
  made(G, "PGP public key", "pgpPublicKey aptKey", (random) =>
    pem(random, "PGP PUBLIC KEY BLOCK", 18, "mQINBG").replace("-----\n", "-----\n\n"),
  ),
];
