import { Level } from 'level';
import { vi } from 'vitest';

/** After so many writes of the vault no other one succeeds, until mocks are restored. Gives whether it came to that; `onDeath` is called
 *  when it does. */
export function dieAfter(writes: number, onDeath: () => void = () => undefined): () => boolean {
  const batch = Level.prototype.batch;
  let [left, dead] = [writes, false];
  vi.spyOn(Level.prototype, 'batch').mockImplementation(async function (this: Level, ...args: never[]) {
    if (left-- === 0) {
      dead = true;
      onDeath();
    }
    if (dead) throw new Error('IO error: 000003.log: Input/output error');
    await Reflect.apply(batch, this, args);
  } as never);
  return () => dead;
}
