import { chosen, plain, words } from "./held-out/chance.ts";
import { base64, type Kind, made, pem } from "./sample.ts";

const G = "forms";

/** The neighbours of what was missed in `held-out`: the same forms as other tools write them. */
export const formSecrets: readonly Kind[] = [
  made(G, "Hadoop property", "coreSite hdfsConfig", (r) =>
    r.fill(
      "<configuration>\n  <property>\n    <name>fs.s3a.secret.key</name>\n    <value>{b40}</value>\n  </property>\n</configuration>",
    ),
  ),
  made(
    G,
    "Apple property list",
    "plist profile",
    (r) => `<dict><key>Server</key><string>mail</string><key>AdminPassword</key><string>${plain(r)}</string></dict>`,
  ),
  made(
    G,
    "bean of Spring",
    "beans applicationContext",
    (r) => `<bean id="db"><property name="url" value="jdbc:x"/><property name="password" value="${plain(r)}"/></bean>`,
  ),
  made(G, "entry of properties in XML", "propertiesXml hibernateConfig", (r) =>
    r.pick([
      `<properties><entry key="db.user">app</entry><entry key="db.password">${plain(r)}</entry></properties>`,
      `<session-factory><property name="connection.password">${plain(r)}</property></session-factory>`,
      `<bean><property name="password"><value>${plain(r)}</value></property></bean>`,
      `<resources><string name="app_name">Shop</string><string name="api_secret">${r.fill("{a32}")}</string></resources>`,
    ]),
  ),
  made(
    G,
    "connection string in an attribute",
    "webConfig",
    (r) =>
      `<connectionStrings><add name="Main" connectionString="Server=db;User Id=app;Password=${plain(r)};Encrypt=true"/></connectionStrings>`,
  ),
  made(
    G,
    "block of name and value",
    "mainTf template",
    (r) => `environment {\n  name  = "SMTP_PASSWORD"\n  value = "${chosen(r)}"\n}\n`,
  ),
  made(
    G,
    "two variables of a systemd unit",
    "unit",
    (r) => `[Service]\nEnvironment="LOG_LEVEL=info" "DB_PASSWORD=${plain(r)}"\n`,
  ),
  made(
    G,
    "variable in quotes of a command",
    "runCommand",
    (r) => `docker run -d -e "LOG_LEVEL=info" -e "REDIS_PASSWORD=${plain(r)}" redis:7`,
  ),
  made(
    G,
    "YAML pair in quotes",
    "taskYaml",
    (r) => `env:\n- name: "LOG_LEVEL"\n  value: "info"\n- name: "ADMIN_PASSWORD"\n  value: "${chosen(r)}"\n`,
  ),
  made(G, "AppRole's id beside its role", "vaultLogin", (r) => ({ roleId: r.fill("{u}"), secretId: r.fill("{u}") })),
  made(
    G,
    "wallet words that ask for something elsewhere",
    "mnemonic recoveryPhrase",
    (r) => `${words(r, 11)} ${r.pick(["hidden", "example", "enter"])}`,
  ),
  made(G, "token cut by an indented continuation", "script", (r) => r.fill('TOKEN="gh' + 'p_{a16}\\\n    {a20}"\n')),
  made(G, "under a password's name in other languages", "mot_de_passe MOT_DE_PASSE heslo lösenord adgangskode", chosen),
];

/** The neighbours of what was taken for a secret in `held-out`, and of what was missed there. */
export const formBenign: readonly Kind[] = [
  made(G, "public key of a package source", "repoKey signingKey yum:key", (r) =>
    pem(r, r.pick(["PGP PUBLIC KEY BLOCK", "PUBLIC KEY", "CERTIFICATE"]), 3, "mQINBG"),
  ),
  made(G, "text of 64 characters in base64", "banner", (r) => base64(words(r, 14).slice(0, 64))),
];
