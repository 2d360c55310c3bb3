import { format, prefixed, type TokenFormat } from "./format.ts";

/** Databases, search, files and tables. */
export const dataTokens: readonly TokenFormat[] = [
  format("Databricks", "databricks-token", "dapi", "dapi[a-f0-9]{32}(?:-\\d)?"),
  format("Databricks", "databricks-oauth-secret", "dose", "dose[a-f0-9]{32}"),
  ...prefixed("PlanetScale", "pscale_tkn_ pscale_pw_ pscale_oauth_ pscale_otkn_", 30, "[A-Za-z0-9_.=-]"),
  ...prefixed("Neon", "napi_", 40, "[a-z0-9]"),
  ...prefixed("Xata", "xau_", 30, "[A-Za-z0-9]"),
  format("Airtable", "airtable-token", "pat", "pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}"),
  ...prefixed("Notion", "ntn_", 40, "[A-Za-z0-9]"),
  ...prefixed("Notion", "secret_", 40, "[A-Za-z0-9]"),
  ...prefixed("Figma", "figd_ figu_ figo_", 36),
  ...prefixed("Dropbox", "sl.", 100),
  ...prefixed("Contentful", "CFPAT-", 40),
  ...prefixed("Prismic", "MC5", 60, "[A-Za-z0-9._-]"),
  ...prefixed("Elastic", "essu_", 40, "[A-Za-z0-9+/=]"),
  ...prefixed("Confluent", "cflt", 56, "[A-Za-z0-9+/]"),
  ...prefixed("Aiven", "AVNS_", 16),
  ...prefixed("Convex", "prod:", 60, "[A-Za-z0-9|:=_-]"),
  ...prefixed("Tinybird", "p.eyJ", 60, "[A-Za-z0-9._-]"),
  ...prefixed("Snowflake", "ver:1-hint:", 20, "[A-Za-z0-9:=_/+-]"),
  ...prefixed("dbt", "dbtc_ dbts_ dbtu_", 30),
  ...prefixed("ClickHouse", "4b1d", 38, "[A-Za-z0-9]"),
  ...prefixed("Cockroach", "CCDB1_", 40),
  ...prefixed("MongoDB", "mdb_sa_sk_", 30),
  ...prefixed("Fauna", "fnA", 36),
];
