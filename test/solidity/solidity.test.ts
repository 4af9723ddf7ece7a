import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/test-solidity.ts', import.meta.url));

// In a process of its own, because Hardhat compiles these tests under another configuration.
it('the contracts hold their fuzz and invariant tests', { timeout: 240_000 }, async () => {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exit;
  expect(code, output + errors).toBe(0);
  expect(output.match(/✔ invariant_/g)?.length).toBeGreaterThanOrEqual(11);
  expect(output.match(/✔ testFuzz_/g)?.length).toBeGreaterThanOrEqual(7);
});
