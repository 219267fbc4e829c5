/** Waits for a condition, however long a busy machine takes for it. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 50_000;
  while (!(await isTrue())) {
    // Without an end it would go on after its test, and keep the process from ending.
    if (Date.now() > end) throw new Error("What was waited for has not come.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
