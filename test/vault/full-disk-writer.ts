import { execFileSync } from 'node:child_process';
import { isCustosError } from '../../src/core/errors.ts';
import { Database } from '../../src/vault/database.ts';

/** Writes until its file may not grow any more, then lets it grow again and goes on. Prints what was acknowledged, and
 *  how the first write failed. */
const [directory = ''] = process.argv.slice(2);
const database = await Database.open(directory);
const acknowledged: number[] = [];
const failures: string[] = [];

async function put(numbers: number[]): Promise<void> {
  const writes = numbers.map(async (number) => {
    const key = Buffer.alloc(4);
    key.writeUInt32BE(number);
    await database.write([{ key, value: Buffer.alloc(3_000 + number, number) }]);
    acknowledged.push(number);
  });
  for (const result of await Promise.allSettled(writes)) {
    if (result.status === 'rejected') failures.push(isCustosError(result.reason) ? result.reason.code : 'unexpected');
  }
}

for (let number = 0; failures.length === 0; number += 4) await put([number, number + 1, number + 2, number + 3]);
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:unlimited']);
for (let number = 1_000; number < 1_050; number++) await put([number]);
await database.close();
console.log(JSON.stringify({ acknowledged, failure: failures[0] }));
