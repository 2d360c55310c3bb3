import { base64, type Kind, made } from "../sample.ts";
import { chosen, generated, plain } from "./chance.ts";

const G = "passwords";

export const passwordSecrets: readonly Kind[] = [
  made(G, "chosen, under a password's name", "dbPassword acme:adminPassword SMTP_PASSWORD rootPassword", chosen),
  made(G, "generated, under a password's name", "mysqlPassword app:masterUserPassword POSTGRES_PASSWORD", generated),
  made(G, "chosen, under a short name", "pwd dbPwd ldap_passwd smtp-pass rootPw", chosen),
  made(G, "generated, under a short name", "pass PGPASSWORD rconPwd keystorePass", generated),
  made(
    G,
    "chosen, under a dotted name",
    "spring.datasource.password spring.mail.password hibernate.connection.password",
    chosen,
  ),
  made(G, "with spaces and quotes", "adminPassword wikiPassword", (random) =>
    random.fill(`{c4} "{C1}{c4}" {d3}{|!} {c3}`),
  ),
  made(G, "deep in an object", "grafana monitoring helmValues", (random) => ({
    chart: "grafana",
    values: { persistence: { enabled: true }, admin: { user: "admin", password: generated(random) } },
  })),
  made(G, "in a list of users", "users accounts", (random) => [
    { name: "reader", role: "viewer", password: chosen(random) },
    { name: "writer", role: "editor", password: generated(random) },
  ]),
  made(G, "map of user to password under a password's name", "userPasswords initialPasswords", (random) => ({
    alice: chosen(random),
    robert: generated(random),
  })),
  made(G, "list of words under a password's name", "oldPasswords sharedPasswords", (random) => [
    chosen(random),
    chosen(random),
  ]),
  made(G, "pair in an object with other names", "settings variables", (random) => [
    { name: "LOG_LEVEL", value: "info" },
    { name: "DB_PASSWORD", value: plain(random) },
  ]),
  made(G, "argument of a command, in a list", "args command", (random) => [
    "--host",
    "db.acme.internal",
    "--username",
    "app",
    ...(random.below(2) ? [`--password=${plain(random)}`] : ["--password", plain(random)]),
  ]),
  made(G, "argument in a command line", "startCommand initScript", (random) =>
    random.pick([
      `mysqldump --user=backup --password=${plain(random)} --all-databases`,
      `curl -fsS -u deploy:${plain(random)} https://repo.acme.io/status`,
      `PGPASSWORD=${plain(random)} psql -h db.acme.internal -U app -c 'select 1'`,
      `sshpass -p ${plain(random)} ssh root@10.0.3.4`,
      `redis-cli -h cache.acme.internal -a ${plain(random)} ping`,
    ]),
  ),
  made(G, "told in a note", "note description comment", (random) =>
    random.pick([
      `Staging database: user app_ro, password: ${plain(random)} (ask Jana before changing it)`,
      `login for the vendor portal is ops@acme.io / password is ${plain(random)}`,
      `Temporary root password = ${plain(random)}; rotate after the migration.`,
    ]),
  ),
  made(G, "in a statement of SQL", "bootstrapSql initSql", (random) =>
    random.pick([
      `CREATE USER app_rw WITH LOGIN PASSWORD '${plain(random)}';`,
      `CREATE USER 'app'@'%' IDENTIFIED BY '${plain(random)}'; GRANT SELECT ON shop.* TO 'app'@'%';`,
      `ALTER ROLE reporting PASSWORD '${plain(random)}';`,
    ]),
  ),
  made(G, "in base64, under a password's name", "dbPasswordBase64 adminPasswordB64", (random) => base64(plain(random))),
  made(G, "under a credential's name, with its user", "credentials registryCredentials", (random) => ({
    username: random.fill("robot-{c5}"),
    secret: random.fill("{a32}"),
  })),
];
