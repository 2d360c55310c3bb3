import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findProgram } from "../../../../toolchain/processes.ts";
import { freePort, type Processes, STARTING_SECONDS, until } from "./processes.ts";

// Debian keeps the server's programs off the PATH, by version.
const DEBIAN = "/usr/lib/postgresql";
const NOBODY = { uid: 65534, gid: 65534 };

/** A database server with one login. */
export interface Postgres {
  readonly host: string;
  readonly port: string;
  /** Runs a statement as the login that a URL names, and gives what it selects. Rejects with what the client says. */
  query(url: string, statement: string): Promise<string>;
}

export interface Login {
  readonly dbname: string;
  readonly username: string;
  readonly password: string;
}

/** The folder of PostgreSQL's programs, or undefined where the machine has none. */
export function findPostgres(): string | undefined {
  const onPath = findProgram("initdb");
  if (onPath !== undefined && existsSync(path.join(path.dirname(onPath), "postgres"))) return path.dirname(onPath);
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return versions
    .map((version) => path.join(DEBIAN, version, "bin"))
    .find((bin) => existsSync(path.join(bin, "initdb")));
}

/** Starts a server that checks passwords, with a database and a login that owns it. */
export async function startPostgres(processes: Processes, bin: string, login: Login): Promise<Postgres> {
  const folder = path.join(processes.folder, "postgres");
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  mkdirSync(folder);
  const administrator = randomBytes(16).toString("hex");
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, administrator, { mode: 0o600 });
  if (user !== undefined) {
    // It has to come through to its own folder. What lies in the others is readable by name alone, and by its owner.
    for (let place = processes.folder; path.basename(place).startsWith("qualisys-"); place = path.dirname(place)) {
      chmodSync(place, 0o711);
    }
    for (const place of [folder, passwordFile]) chownSync(place, user.uid, user.gid);
  }
  const data = path.join(folder, "data");
  const settings = [`--pgdata=${data}`, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  await run(path.join(bin, "initdb"), [...settings, "--no-sync", "--encoding=UTF8", "--locale=C"], { user });

  const port = await freePort();
  const server = processes.start({
    name: "postgres",
    program: path.join(bin, "postgres"),
    args: ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", "", "-c", "fsync=off"],
    // Its "immediate" shutdown: killed, it would leave its shared memory behind.
    end: "SIGQUIT",
    ...(user === undefined ? {} : { user }),
  });
  const psql = findProgram("psql") ?? path.join(bin, "psql");
  const query = (url: string, statement: string) =>
    run(psql, ["--no-psqlrc", "--no-password", "-v", "ON_ERROR_STOP=1", "-tA", url], { input: statement });
  const asAdministrator = `postgresql://postgres:${administrator}@127.0.0.1:${port}/postgres`;
  await until(() => query(asAdministrator, "select 1").then(Boolean), {
    what: "PostgreSQL",
    seconds: STARTING_SECONDS,
    check: server.check,
  });
  await query(
    asAdministrator,
    `create role ${identifier(login.username)} login password ${literal(login.password)};
     create database ${identifier(login.dbname)} owner ${identifier(login.username)};`,
  );
  return { host: "127.0.0.1", port: String(port), query };
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function run(
  program: string,
  args: readonly string[],
  { user, input = "" }: { user?: typeof NOBODY | undefined; input?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", PGCONNECT_TIMEOUT: "5" },
      stdio: ["pipe", "pipe", "pipe"],
      ...user,
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(output.trim()) : reject(new Error(errors.trim()))));
    child.stdin.end(input);
  });
}
