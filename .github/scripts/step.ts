/** Does a step's work. An error ends it with its message alone, which GitHub also shows on the run's own page. */
export async function step(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.log(`::error::${(error as Error).message.replaceAll("%", "%25").replaceAll("\n", "%0A")}`);
    process.exitCode = 1;
  }
}
