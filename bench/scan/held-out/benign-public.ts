import { base64, type Kind, made, pem } from "../sample.ts";
import { bytes64 } from "./chance.ts";

const K = "public keys";
const G_CERTIFICATE = "MIIDdzCCAl+gAwIBAgIU";
const G_PUBLIC = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";

const publicKeys: Kind[] = [
  made(K, "PEM public key", "jwtPublicKey verifyKey cosignPub", (random) => pem(random, "PUBLIC KEY", 6, G_PUBLIC)),
  made(K, "certificate", "caCert tlsCertificate", (random) => pem(random, "CERTIFICATE", 20, G_CERTIFICATE)),
  made(
    K,
    "chain of certificates",
    "caBundle chainPem",
    (random) => pem(random, "CERTIFICATE", 20, G_CERTIFICATE) + pem(random, "CERTIFICATE", 22, G_CERTIFICATE),
  ),
  made(K, "certificate in base64", "caBundle certificateAuthorityData", (random) =>
    base64(pem(random, "CERTIFICATE", 18, G_CERTIFICATE)),
  ),
  made(K, "certificate without its PEM lines", "idpCertificate x509Certificate samlCert", (random) =>
    random.fill(`${G_CERTIFICATE}{b900}=`),
  ),
  made(K, "certificate request", "csr", (random) => pem(random, "CERTIFICATE REQUEST", 14, "MIICijCCAXICAQAwRTELMAkG")),
  made(K, "Diffie-Hellman parameters", "dhParams", (random) => pem(random, "DH PARAMETERS", 6, "MIIBCAKCAQEA")),
  made(K, "set of public keys", "jwks", (random) => ({
    keys: [{ kty: "RSA", use: "sig", alg: "RS256", kid: random.fill("{w22}"), e: "AQAB", n: random.fill("{w342}") }],
  })),
  made(K, "public key of WireGuard", "wireguardPublicKey peerPublicKey", (random) => bytes64(random, 32)),
  made(
    K,
    "age recipient",
    "ageRecipient sopsAgePublicKey",
    (random) =>
      `age1${Array.from({ length: 58 }, () => random.pick([..."qpzry9x8gf2tvdw0s3jn54khce6mua7l"])).join("")}`,
  ),
];

const D = "digests";

const digests: Kind[] = [
  made(D, "integrity of a package", "integrity scriptIntegrity", (random) =>
    random.below(2) ? `sha512-${bytes64(random, 64)}` : `sha384-${bytes64(random, 48)}`,
  ),
  made(D, "hash of a lock file", "providerHashes goSum", (random) => [
    `h1:${bytes64(random, 32)}`,
    random.fill("zh:{h64}"),
  ]),
  made(D, "fingerprint of a host or a certificate", "hostKeyFingerprint certFingerprint", (random) =>
    random.below(2)
      ? `SHA256:${bytes64(random, 32).replace("=", "")}`
      : Array.from({ length: 20 }, () => random.fill("{H2}")).join(":"),
  ),
  made(
    D,
    "hashes in a content security policy",
    "csp contentSecurityPolicy",
    (random) => `script-src 'self' 'sha256-${bytes64(random, 32)}'; object-src 'none'`,
  ),
];

const E = "encrypted";

const encrypted: Kind[] = [
  made(E, "encrypted by Pulumi with a passphrase", "dbPassword apiKey", (random) => ({
    secure: `v1:${bytes64(random, 12)}:${bytes64(random, 40)}`,
  })),
  made(E, "encrypted by Pulumi's service", "dbPassword apiKey", (random) => ({
    secure: `AAABA${bytes64(random, 60)}`,
  })),
  made(
    E,
    "encrypted by SOPS",
    "dbPassword values",
    (random) =>
      `ENC[AES256_GCM,data:${bytes64(random, 18)},iv:${bytes64(random, 32)},tag:${bytes64(random, 16)},type:str]`,
  ),
  made(
    E,
    "sealed secret",
    "sealed encryptedData",
    (random) =>
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: db\nspec:\n  encryptedData:\n    password: AgB${bytes64(random, 510)}\n`,
  ),
  made(
    E,
    "Ansible vault",
    "vaulted groupVars",
    (random) => `$ANSIBLE_VAULT;1.1;AES256\n${Array.from({ length: 5 }, () => random.fill("{h80}")).join("\n")}\n`,
  ),
  made(E, "transit of Vault", "encryptedPassword ciphertext", (random) => `vault:v1:${bytes64(random, 44)}`),
  made(E, "PGP message", "encryptedNote backup", (random) =>
    pem(random, "PGP MESSAGE", 10, "hQIMA").replace("-----\n", "-----\n\n"),
  ),
  made(E, "age file", "encryptedFile", (random) =>
    pem(random, "AGE ENCRYPTED FILE", 8, "YWdlLWVuY3J5cHRpb24ub3JnL3Yx"),
  ),
];

export const benignPublic: readonly Kind[] = [...publicKeys, ...digests, ...encrypted];
