import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { install } from "../../../toolchain/install.ts";
import type { Cloud } from "./cloud.ts";

/** A running AWS emulator. */
export interface Moto {
  readonly endpoint: string;
  stop(): void;
}

/** Starts moto on a free port; it ends with this process, whatever becomes of it. */
export async function startMoto(): Promise<Moto> {
  const { folder } = await install("moto");
  const python = path.join(folder ?? "", "venv", "bin", "python");
  const child = spawn(python, [path.join(import.meta.dirname, "aws-emulator.py")], {
    stdio: ["pipe", "pipe", "pipe"],
    // Accounts are told apart by header; the log of requests would hold values.
    env: { PATH: process.env.PATH ?? "", PYTHONDONTWRITEBYTECODE: "1" },
  });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told = (told + chunk).slice(-4000);
  });
  const stop = () => child.kill();
  process.once("exit", stop);
  for await (const line of createInterface(child.stdout)) {
    if (/^\d+$/.test(line)) return { endpoint: `http://127.0.0.1:${line}`, stop };
  }
  throw new Error(`moto did not start:\n${told}`);
}

/**
 * What the emulator does beside answering as AWS: it deletes an account's versions without a staging label, as AWS does
 * now and then, or saves its secrets and keys and puts them back.
 */
export async function tellMoto(
  { endpoint, account }: Pick<Cloud, "endpoint" | "account">,
  action: "forget-unlabelled" | "save" | "restore",
): Promise<void> {
  const response = await fetch(`${endpoint}/rig/${action}?account=${account}`, { method: "POST" });
  const answer = await response.text();
  if (!response.ok) throw new Error(`moto could not ${action}: ${answer}`);
}
