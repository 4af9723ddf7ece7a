import { type NodeOptions, openNode, type RunningNode } from './node.ts';
import type { Output } from './output.ts';
import { type ExitCode, report } from './run.ts';
import { watchStop } from './stop-signal.ts';

/** Runs a node until a signal asks it to stop (0) or a part of it fails (2, and what failed on stderr). `ready` runs
 *  once it serves. Whoever calls holds the lock of the directory. */
export async function serveNode(
  options: NodeOptions,
  output: Output,
  ready: (node: RunningNode) => Promise<void>,
): Promise<ExitCode> {
  using stop = watchStop();
  const node = await openNode(options, output);
  try {
    const told = stop.isAsked ? Promise.resolve('told' as const) : ready(node).then(() => 'told' as const);
    const first = await Promise.race([told, stop.asked, node.failed]);
    const end = first === 'told' ? await Promise.race([stop.asked, node.failed]) : first;
    if (first !== 'told') told.catch(() => undefined);
    if (end === 'asked') {
      output.say('stopping');
      return 0;
    }
    report(end, output.json);
    return 2;
  } finally {
    await node.close();
  }
}
