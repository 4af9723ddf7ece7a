// Plain JavaScript without dependencies, because setup.mjs runs first and on any Node from 20 on.
import { spawn } from 'node:child_process';

const TERMINAL_MS = 5_000;
const ELSEWHERE_MS = 60_000;

/** Runs a program and gives its exit code and output. Meanwhile stderr says that it still works: on a terminal in one line that is
 *  written over every few seconds, elsewhere by a line a minute. Rejects where the program cannot be started. */
export async function runShown(title, [command, ...arguments_], options, everyMs = interval(process.stderr)) {
  const started = Date.now();
  const child = spawn(command, arguments_, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
  const { isTTY } = process.stderr;
  const [begin, end] = isTTY ? ['\r\u001b[2K', ''] : ['', '\n'];
  const ticking = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stderr.write(`${begin}${title}: still at work, ${seconds} s so far …${end}`);
  }, everyMs);
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { status, output: Buffer.concat(parts).toString('utf8') };
  } finally {
    clearInterval(ticking);
    if (isTTY) process.stderr.write(begin);
  }
}

function interval({ isTTY }) {
  return isTTY ? TERMINAL_MS : ELSEWHERE_MS;
}
