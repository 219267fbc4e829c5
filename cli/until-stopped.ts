/**
 * Resolves when the process is asked to end (SIGTERM, SIGINT). A second signal ends it at once: somebody who presses
 * Ctrl+C twice does not want to wait for a deadline.
 *
 * @param beforeExit  Called at the second signal.
 */
export async function untilStopped(beforeExit?: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    let isAsked = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (isAsked) {
        beforeExit?.();
        // The shell's convention: 128 and the signal's number.
        process.exit(signal === "SIGINT" ? 130 : 143);
      }
      isAsked = true;
      resolve();
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
}
