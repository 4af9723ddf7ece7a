// Makes what the package holds: the sources as JavaScript with their declarations, since Node runs no TypeScript below
// node_modules.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const { status, error } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (error) console.error(`tsc cannot be started (${error.message}).`);
process.exitCode = status ?? 1;
