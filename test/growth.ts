/** How many times as much of the processor `run` takes for eight times `size`: about 8 where time grows with the size, about 64 where it
 *  grows with its square. The processor's time of this process does not depend on what else the machine does. */
export async function growth(run: (size: number) => unknown, size: number): Promise<number> {
  // The first time, it is compiled.
  await run(size);
  const little = await taken(() => run(size));
  return (await taken(() => run(8 * size))) / little;
}

async function taken(run: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(begun);
  // Both are counted in whole microseconds.
  return Math.max(user + system, 1);
}
