import { base64, jwt, type Kind, made, pem } from "../sample.ts";
import { bytes64 } from "./chance.ts";

const G = "keys";

export const keySecrets: readonly Kind[] = [
  made(G, "RSA private key", "tlsKey signer:pem", (random) => pem(random, "RSA PRIVATE KEY", 25, "MIIEpAIBAAKCAQEA")),
  made(G, "EC private key", "certKey apns", (random) => pem(random, "EC PRIVATE KEY", 3, "MHcCAQEEI")),
  made(G, "PKCS#8 private key", "jwtPrivate saml:key", (random) =>
    pem(random, "PRIVATE KEY", 26, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
  ),
  made(G, "OpenSSH private key", "deployKey bastion", (random) =>
    pem(random, "OPENSSH PRIVATE KEY", 6, "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ"),
  ),
  made(G, "DSA private key", "legacyKey", (random) => pem(random, "DSA PRIVATE KEY", 10, "MIIBugIBAAKBgQ")),
  made(G, "PGP private key", "releaseKey signing", (random) =>
    pem(random, "PGP PRIVATE KEY BLOCK", 20, "lQOYB").replace("-----\n", "-----\n\n"),
  ),
  made(G, "PuTTY private key", "ppk sftpKey", (random) =>
    random.fill(
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5AAAAI{b43}\n{b24}\nPrivate-Lines: 1\n{b43}=\nPrivate-MAC: {h64}\n`,
    ),
  ),
  made(
    G,
    "certificate followed by its private key",
    "bundlePem tls",
    (random) =>
      pem(random, "CERTIFICATE", 20, "MIIDdzCCAl+gAwIBAgIU") +
      pem(random, "PRIVATE KEY", 26, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
  ),
  made(G, "private key with written line ends", "appKey githubApp:pem", (random) =>
    pem(random, "RSA PRIVATE KEY", 25, "MIIEowIBAAKCAQEA").replaceAll("\n", "\\n"),
  ),
  made(G, "private key on one line", "oneLineKey sshIdentity", (random) =>
    pem(random, "RSA PRIVATE KEY", 25, "MIIEowIBAAKCAQEA").trim().replaceAll("\n", " "),
  ),
  made(G, "private key as a list of lines", "keyLines identity", (random) =>
    pem(random, "PRIVATE KEY", 26, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC").trim().split("\n"),
  ),
  made(G, "private key in base64", "tlsKeyB64 deployKeyBase64", (random) =>
    base64(pem(random, "RSA PRIVATE KEY", 25, "MIIEpAIBAAKCAQEA")),
  ),
  made(G, "private key without its PEM lines", "privateKey alipayPrivateKey", (random) =>
    random.fill("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ{b1560}=="),
  ),
  made(G, "JWK with its private part", "jwk signingJwk", (random) => ({
    kty: "RSA",
    kid: random.fill("{w8}"),
    e: "AQAB",
    n: random.fill("{w342}"),
    d: random.fill("{w342}"),
    p: random.fill("{w171}"),
    q: random.fill("{w171}"),
  })),
  made(G, "signed token", "serviceToken argocd:token sessionJwt", (random) =>
    jwt(random, {
      sub: random.fill("svc-{c5}"),
      iss: "https://id.acme.io",
      iat: 1.7e9 + random.below(1e7),
      scope: "admin",
    }),
  ),
  made(G, "base64 key", "encryptionKey dataKey cookieSecret COOKIE_SECRET", (random) =>
    bytes64(random, random.pick([24, 32, 64])),
  ),
  made(G, "Laravel key", "APP_KEY appKey", (random) => `base64:${bytes64(random, 32)}`),
  made(
    G,
    "Fernet key",
    "fernetKey AIRFLOW__CORE__FERNET_KEY",
    (random) => `${random.fill("{w42}") + random.pick([..."AEIMQUYcgkosw048"])}=`,
  ),
  made(G, "WireGuard private key", "wireguardPrivateKey wg:privateKey", (random) => bytes64(random, 32)),
  made(
    G,
    "age identity",
    "ageKey sopsAge SOPS_AGE_KEY",
    (random) =>
      `AGE-SECRET-KEY-1${Array.from({ length: 58 }, () => random.pick([..."QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"])).join("")}`,
  ),
  made(G, "seed of one-time passwords", "totpSecret mfaSeed", (random) =>
    Array.from({ length: 32 }, () => random.pick([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"])).join(""),
  ),
  made(
    G,
    "address of one-time passwords",
    "otp rootMfa",
    (random) =>
      `otpauth://totp/AWS:root@acme?secret=${Array.from({ length: 32 }, () => random.pick([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"])).join("")}&issuer=AWS`,
  ),
];
