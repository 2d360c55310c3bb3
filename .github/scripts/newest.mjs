// Refuses to go on where main has moved on since the commit that a run is of. Without dependencies: nothing is installed
// for a run that is refused.
import { pathToFileURL } from "node:url";

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} what was found
 * @throws {Error} where another commit is main's newest, or where that cannot be told
 */
export async function newest({ GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_TOKEN }) {
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/commits/main`, {
    headers: { accept: "application/vnd.github.sha", authorization: `Bearer ${GITHUB_TOKEN}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`main's newest commit cannot be told: GitHub answered ${response.status}.`);
  const sha = (await response.text()).trim();
  if (sha === GITHUB_SHA) return `${sha} is main's newest commit.`;
  throw new Error(
    `This run is of ${GITHUB_SHA}, and main has moved on to ${sha}. Approve that one's run. To go back, revert the commit on main.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await newest(process.env).then(console.log, (/** @type {Error} */ { message }) => {
    console.log(`::error::${message}`);
    process.exitCode = 1;
  });
}
