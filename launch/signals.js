/**
 * Lets a child end as it was asked to, while this process waits for it and takes over its exit code.
 *
 * A terminal sends Ctrl-C to this process and to the child alike. Sent on, it would reach the child twice, and Pulumi
 * takes a second one as "stop at once" in the middle of a step.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export function forwardSignals(child) {
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
}
