import type { Credential } from "../types.ts";

export const database: Credential = {
  id: "database",
  service: "Database",
  category: "database",
  epic: 1,
  source: "rotated",
  fields: [
    {
      name: "engine",
      label: "Engine",
      visibility: "public",
      format: { description: "postgres", pattern: /^postgres$/ },
      default: "postgres",
    },
    {
      name: "host",
      label: "Host",
      visibility: "public",
      format: { description: "a host name", pattern: /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/ },
    },
    {
      name: "port",
      label: "Port",
      visibility: "public",
      format: { description: "a port number", pattern: /^[1-9]\d{0,4}$/, kind: "integer" },
      default: "5432",
    },
    {
      name: "dbname",
      label: "Database name",
      visibility: "public",
      format: {
        description: "a database's name of at most 63 characters",
        pattern: /^(?!REPLACE_WITH_)[^\s"\\]{1,63}$/,
      },
    },
    {
      name: "username",
      label: "User name",
      visibility: "public",
      format: { description: "a login of at most 63 characters", pattern: /^(?!REPLACE_WITH_)[^\s"\\]{1,63}$/ },
    },
    {
      name: "password",
      label: "Password",
      visibility: "secret",
      format: { description: "8 to 128 characters", pattern: /^(?!REPLACE_WITH_)[\x20-\x7e]{8,128}$/ },
    },
  ],
  aws: { name: "connection" },
  azure: null,
  kubernetes: {
    secret: "database-connection",
    keys: {
      engine: "engine",
      host: "host",
      port: "port",
      dbname: "dbname",
      username: "username",
      password: "password",
    },
    connectionUrl: "DATABASE_URL",
  },
  rotation: {
    cadence: "90-days",
    owner: "Lambda",
    procedure: "AWS Secrets Manager rotation Lambda (Story 0-7)",
    overlap: {
      twoValid: true,
      revoke: ["Nothing to do: with alternating users the login before last is the one that is changed next"],
      note: "With a single user the old password is invalid at once: pods fail to connect until they have the new one.",
    },
  },
  provisioning: [
    { text: "Create the database and its first login (Story 0-7)" },
    {
      text: "Put the login into the store, then set aws.database.loginProvided to true and update the stack: rotation starts then",
    },
  ],
};
