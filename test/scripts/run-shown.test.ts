import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../../scripts/run-shown.mjs', import.meta.url).href;

/** Runs `runShown` as the setup does, in a process of its own that is no terminal, and gives what it said and came to. */
async function shown(program: string, everyMs?: number): Promise<{ said: string; came: string }> {
  const script = `
    const { runShown } = await import(${JSON.stringify(MODULE)});
    const program = ${JSON.stringify(program)} === '' ? ['no-such-program'] : [process.execPath, '-e', ${JSON.stringify(program)}];
    console.log(JSON.stringify(await runShown('Compiling', program, {}${everyMs === undefined ? '' : `, ${everyMs}`}).catch(({ code }) => code)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [came, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { said, came: came.trim() };
}

describe('a step of the setup', () => {
  it('says while it works that it does, and gives what its program said and came to', async () => {
    const program = 'setTimeout(() => { console.log("out"); console.error("err"); process.exitCode = 3; }, 600)';
    const { said, came } = await shown(program, 50);
    expect(said).toMatch(/^(?:Compiling: still at work, \d+ s so far …\n)+$/);
    const { status, output } = JSON.parse(came) as { status: number; output: string };
    expect([status, output.split('\n').sort()]).toEqual([3, ['', 'err', 'out']]);
  });

  it('says nothing where it takes no time, and fails where its program cannot be started', async () => {
    expect(await shown('')).toEqual({ said: '', came: '"ENOENT"' });
    expect(await shown('0')).toEqual({ said: '', came: '{"status":0,"output":""}' });
  });
});
