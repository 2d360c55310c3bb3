import { chosen, plain, words } from "./fresh/chance.ts";
import { base64, type Kind, kind, made, pem } from "./sample.ts";

const G = "forms";

/** The neighbours of what was missed in `fresh`: the same forms as other tools write them. */
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
  kind(G, "Azure primary key", "cosmosPrimaryKey eventHubPrimaryKey cosmos:secondaryKey", "{b86}=="),
  kind(
    G,
    "dotenv value with separators",
    "env",
    "PORT=80\nDB_PASSWORD={a6}&{a6};{a5}\nTZ=UTC\n",
    "A=1\nB_TOKEN={a9};{a24}\n",
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

/** The neighbours of what was taken for a secret in `fresh`, and of what was missed there. */
export const formBenign: readonly Kind[] = [
  kind(
    G,
    "SSH public keys in a file's forms",
    "sshKeys hostKeys authorizedKeys",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43}",
    "git.acme.io ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43}",
    "restrict ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} jana",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} jana\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} robert\n",
    "AAAAC3NzaC1lZDI1NTE5AAAAI{b43}",
  ),
  made(G, "public key of a package source", "repoKey signingKey yum:key", (r) =>
    pem(r, r.pick(["PGP PUBLIC KEY BLOCK", "PUBLIC KEY", "CERTIFICATE"]), 3, "mQINBG"),
  ),
  kind(
    G,
    "address of a template",
    "brokerAddress connection",
    "amqp://{{ .Values.user }}:{{ .Values.password }}@mq:5672",
    'postgres://app:{{ index .Values "db-password" }}@db/app',
    "https://ci:${{ secrets.DEPLOY_TOKEN }}@git.acme.io/{c6}.git",
    "redis://:{{ password }}@cache:6379/0",
  ),
  kind(
    G,
    "dotenv of names",
    "envTemplate",
    "TOKEN_SECRET_ARN=arn:aws:secretsmanager:eu-west-1:{d12}:secret:{c6}-{a6}\nX=1\n",
    "Grants read on arn:aws:secretsmanager:eu-west-1:{d12}:secret:prod/{c6}-{a6} to the token service.",
  ),
  kind(
    G,
    "question in a language",
    "forgotPasswordText passwordLabel resetPasswordTitle",
    "Passwort_vergessen?",
    "¿Olvidaste tu contraseña?",
    "Hasło",
    "Mot de passe oublié ?",
    "Wachtwoord vergeten?",
  ),
  kind(
    G,
    "variable at a command's start",
    "startCommand command",
    "PGPASSWORD=$DB_PASS psql -h db -U app -c 'select 1'",
    'MYSQL_PWD="$ROOT_PW" mysqldump --all-databases',
    "API_TOKEN=$(cat /run/secrets/token) ./deploy.sh {c6}",
  ),
  kind(
    G,
    "XML of references",
    "webConfig beans",
    '<add key="SmtpPassword" value="#{SmtpPassword}#"/>',
    '<property name="password" value="${db.password}"/>',
    '<add key="PasswordMinLength" value="12"/><add key="TokenIssuer" value="https://id.acme.io/{h8}"/>',
    '<entry key="db.password">${DB_PASSWORD}</entry>',
    '<property name="password.encoder">org.acme.{c6}.BCryptPasswordEncoder</property>',
    "<property><name>hadoop.security.credential.provider.path</name><value>jceks://hdfs/{c6}.jceks</value></property>",
  ),
  kind(
    G,
    "YAML pair of a reference",
    "extraEnv",
    "- name: DB_PASSWORD\n  value: $(DB_PASSWORD)\n",
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: {c6}-db\n      key: password\n",
    "- name: PASSWORD_FILE\n  value: /run/secrets/{c6}\n",
    "- name: TOKEN_TTL\n  value: 3600s\n- name: GREETING\n  value: {c6}\n",
  ),
  made(G, "text of 64 characters in base64", "banner", (r) => base64(words(r, 14).slice(0, 64))),
  kind(G, "primary key of a table", "ordersPrimaryKey primaryKey", "tenantId", "order_id", "customer#{c6}", "pk"),
  kind(G, "id of a secret", "bitwarden:secretId dbSecretId", "{u}"),
];
