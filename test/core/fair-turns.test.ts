import { describe, expect, it } from 'vitest';
import { FairTurns } from '../../src/core/fair-turns.ts';

/** What runs until the test lets it end. */
class Work {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<void>>();

  operation(name: string): () => Promise<string> {
    const end = Promise.withResolvers<void>();
    this.#ends.set(name, end);
    return async () => {
      this.begun.push(name);
      await end.promise;
      return name;
    };
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.resolve();
    await new Promise(setImmediate);
  }

  async fail(name: string): Promise<void> {
    this.#ends.get(name)?.reject(new Error(name));
    await new Promise(setImmediate);
  }
}

function line(bounds: { readonly atOnce: number; readonly maxWaiting: number }) {
  const [turns, work] = [new FairTurns(bounds), new Work()];
  const ask = (of: string, name: string) => turns.take(of, work.operation(name));
  return { ask, work };
}

describe('turns that are fair', () => {
  it('let nobody wait for the slow one of somebody else', async () => {
    const { ask, work } = line({ atOnce: 2, maxWaiting: 9 });
    const asked = [ask('ana', 'slow'), ask('ana', 'a2'), ask('ana', 'a3'), ask('rui', 'r1'), ask('rui', 'r2')];
    expect(work.begun).toEqual(['slow', 'r1']);
    await work.end('r1');
    await work.end('r2');
    expect(work.begun).toEqual(['slow', 'r1', 'r2']);
    for (const name of ['slow', 'a2', 'a3']) await work.end(name);
    expect(await Promise.all(asked)).toEqual(['slow', 'a2', 'a3', 'r1', 'r2']);
  });

  it('go round all that wait, however many each asked for', async () => {
    const { ask, work } = line({ atOnce: 1, maxWaiting: 9 });
    const names = ['a1', 'a2', 'a3', 'r1', 'r2', 'z1'];
    const asked = names.map((name) => ask(name.slice(0, 1), name));
    for (const name of ['a1', 'a2', 'r1', 'z1', 'a3', 'r2']) await work.end(name);
    expect(work.begun).toEqual(['a1', 'a2', 'r1', 'z1', 'a3', 'r2']);
    await Promise.all(asked);
  });

  it('run no more at once than they may, and go on after one that fails', async () => {
    const { ask, work } = line({ atOnce: 2, maxWaiting: 9 });
    const [failed, ...others] = [ask('a', 'a1'), ask('b', 'b1'), ask('c', 'c1')];
    expect(work.begun).toEqual(['a1', 'b1']);
    const refused = expect(failed).rejects.toThrow('a1');
    await work.fail('a1');
    await refused;
    expect(work.begun).toEqual(['a1', 'b1', 'c1']);
    for (const name of ['b1', 'c1']) await work.end(name);
    await Promise.all(others);
  });

  it('are refused to who has too many that wait, and to nobody else', async () => {
    const { ask, work } = line({ atOnce: 1, maxWaiting: 2 });
    const asked = [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1')];
    await expect(ask('a', 'a4')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    for (const name of ['a1', 'a2', 'b1', 'a3']) await work.end(name);
    expect(await Promise.all(asked)).toEqual(['a1', 'a2', 'a3', 'b1']);
  });
});
