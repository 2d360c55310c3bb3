import { base64, type Kind, made } from "../sample.ts";
import { bytes64, chosen, HOST, plain } from "./chance.ts";

const G = "connections";

export const connectionSecrets: readonly Kind[] = [
  made(G, "PostgreSQL address", "databaseUrl DATABASE_URL orders:db", (random) =>
    random.fill(`postgres{|ql}://svc_{c5}:${plain(random)}@${HOST}:5432/{c6}?sslmode=require`),
  ),
  made(G, "MySQL address", "mysql legacy:db", (random) =>
    random.fill(`mysql://{c6}:${plain(random)}@${HOST}:3306/shop`),
  ),
  made(G, "MongoDB address", "mongoUri documents", (random) =>
    random.fill(`mongodb+srv://{c6}:${plain(random)}@cluster0.{l5}.mongodb.net/?retryWrites=true&w=majority`),
  ),
  made(G, "Redis address", "redisUrl sessionCache", (random) =>
    random.fill(`redis{|s}://:${plain(random)}@${HOST}:6379/0`),
  ),
  made(G, "AMQP address", "broker rabbit:url", (random) =>
    random.fill(`amqp{|s}://{c6}:${plain(random)}@${HOST}:5671/vhost`),
  ),
  made(G, "mail server address", "smtpUrl mailTransport", (random) =>
    random.fill(`smtps://noreply%40acme.io:${plain(random)}@${HOST}:465`),
  ),
  made(G, "password with percent signs in an address", "dsn reporting:source", (random) =>
    random.fill(`postgresql://report:${encodeURIComponent(`${plain(random)}@#/`)}@${HOST}/bi`),
  ),
  made(G, "JDBC address", "jdbcUrl spring.datasource.url", (random) =>
    random.fill(
      random.pick([
        `jdbc:postgresql://${HOST}:5432/app?user=app&password=${plain(random)}`,
        `jdbc:sqlserver://${HOST}:1433;databaseName=erp;user=sa;password=${plain(random)};encrypt=true`,
        `jdbc:oracle:thin:scott/${plain(random)}@//${HOST}:1521/ORCL`,
        `jdbc:snowflake://acme.eu-central-1.snowflakecomputing.com/?user=ETL&password=${plain(random)}&warehouse=WH`,
      ]),
    ),
  ),
  made(G, "SQL Server connection string", "sqlConnection ConnectionStrings:Default", (random) =>
    random.fill(
      `Server=tcp:acme-{c5}.database.windows.net,1433;Initial Catalog=app;User ID=appadmin;Password=${plain(random)};Encrypt=True;`,
    ),
  ),
  made(G, "libpq or ODBC words", "pgDsn odbc", (random) =>
    random.fill(
      random.pick([
        `host=${HOST} port=5432 dbname=app user=app password=${plain(random)} sslmode=verify-full`,
        `Driver={ODBC Driver 18 for SQL Server};Server=${HOST};Uid=etl;Pwd=${plain(random)};`,
        `app:${plain(random)}@tcp(${HOST}:3306)/app?parseTime=true`,
      ]),
    ),
  ),
  made(G, "proxy with a password", "httpsProxy HTTPS_PROXY", (random) =>
    random.fill(`http://egress:${plain(random)}@proxy.acme.internal:3128`),
  ),
  made(G, "repository address with a token", "chartRepo modules:source", (random) =>
    random.fill(
      random.pick([
        "https://x-access-token:ghs_{a36}@github.com/acme/{c6}.git",
        "git+https://oauth2:glpat-{w20}@gitlab.com/acme/{c6}.git",
        `https://deploy:${plain(random)}@charts.acme.io/stable`,
      ]),
    ),
  ),
  made(G, "package index with a password", "pipIndex PIP_EXTRA_INDEX_URL", (random) =>
    random.fill(`https://ci:${plain(random)}@pypi.acme.io/simple`),
  ),
  made(G, "Sentry address of the old form, with its secret half", "sentryDsn", (random) =>
    random.fill("https://{h32}:{h32}@sentry.acme.io/{d2}"),
  ),
  made(G, "basic authorization header", "headers upstreamHeaders", (random) => ({
    Accept: "application/json",
    Authorization: `Basic ${base64(`svc-report:${plain(random)}`)}`,
  })),
  made(G, "custom key header", "extraHeaders request", (random) => ({
    "X-Api-Key": random.fill("{a40}"),
    "X-Client": "shop",
  })),
  made(G, "address and password in parts", "database primary replica", (random) => ({
    host: random.fill(HOST),
    port: 5432,
    user: random.fill("svc_{c5}"),
    password: random.below(2) ? plain(random) : chosen(random),
  })),
  made(G, "addresses in a list, one with a password", "upstreams brokers", (random) => [
    random.fill(`https://${HOST}`),
    random.fill(`amqps://shop:${plain(random)}@${HOST}:5671`),
    random.fill(`redis://${HOST}:6379`),
  ]),
  made(
    G,
    "Kafka JAAS setting",
    "saslJaasConfig kafka.properties",
    (random) =>
      `org.apache.kafka.common.security.plain.PlainLoginModule required username="${random.fill("{A16}")}" password="${bytes64(random, 48)}";`,
  ),
];
