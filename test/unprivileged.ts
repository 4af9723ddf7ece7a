/** Runs the action as a user to whom modes of files apply. Root, who may read all, becomes another one for as long, so
 *  that nothing is passed over where tests run as root. */
export async function unprivileged(action: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await action();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
