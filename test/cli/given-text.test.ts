import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGiven } from '../../src/cli/given-text.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-given-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function file(content: string): Promise<string> {
  const path = join(directory, 'code');
  await writeFile(path, content);
  return `@${path}`;
}

/** What a process of its own reads, whose standard input is `input`. */
async function fromInput(input: string): Promise<string> {
  const module = new URL('../../src/cli/given-text.ts', import.meta.url);
  const script = `import { readGiven } from '${module}'; readGiven('-').then(console.log, (e) => console.log(e.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  return (await text(child.stdout)).trimEnd();
}

describe('what others must not see', () => {
  it('is read from a file, without its last line end', async () => {
    expect(await readGiven(await file('ABCDEFGHIJKLMNOPQRSTUVWXYZ\n'))).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    expect(await readGiven(await file('urn:oid:1.2|70017\r\n'))).toBe('urn:oid:1.2|70017');
    expect(await readGiven(await file(' a b '))).toBe(' a b ');
  });

  it('is read from standard input', async () => {
    expect(await fromInput('urn:oid:1.2|70017\n')).toBe('urn:oid:1.2|70017');
    expect(await fromInput('')).toBe('Standard input is empty. Give the text alone.');
  });

  it('may still be given as it is', async () => {
    expect(await readGiven('urn:oid:1.2|70017')).toBe('urn:oid:1.2|70017');
  });

  it('is refused where it is not there, is empty or no text of this kind', async () => {
    await expect(readGiven(`@${directory}/none`)).rejects.toMatchObject({
      message: /cannot be read: there is no such file/,
    });
    await expect(readGiven(`@${directory}`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(readGiven('@')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(readGiven(await file('\n'))).rejects.toMatchObject({ message: /is empty/ });
    await expect(readGiven(await file('x'.repeat(70_000)))).rejects.toMatchObject({ message: /too long/ });
  });
});
