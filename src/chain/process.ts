import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CustosError, ERROR_CODES, type ErrorCode } from '../core/errors.ts';
import { moduleBeside } from '../core/module-url.ts';
import type { ChainMessage } from './main.ts';
import { type ChainOptionsInput, parseChainOptions } from './options.ts';

const MAIN = fileURLToPath(moduleBeside(import.meta.url, 'main'));
const START_MS = 30_000;
const STOP_MS = 10_000;

export interface ChainProcess {
  /** Of JSON-RPC, e.g. `http://127.0.0.1:8545`. */
  readonly url: string;
  /** Bearer token of this start, in memory only: calls that carry it go before everybody else's. */
  readonly token: string;
  readonly pid: number;
  readonly chainId: number;
  /** Address whose key seals the blocks. */
  readonly validator: string;
  /** Resolves with the reason when the process ends without being asked to. */
  readonly failed: Promise<CustosError>;
  /** Stops the node after the block that it is making. May be called again. */
  close(): Promise<void>;
}

/** Starts the embedded node in a process of its own and resolves when it serves. Rejects with CONFIG_INVALID,
 *  DATA_DIR_IN_USE, LEDGER_MISMATCH, KEY_MISSING, KEY_WRONG, STORE_CORRUPT, IO_FAILED or LEDGER_UNREACHABLE.
 *  The node stops when this process ends, however it ends. */
export async function startChainProcess(options: ChainOptionsInput): Promise<ChainProcess> {
  const { host } = parseChainOptions(options);
  // Nothing of the parent's flags: a loader or inspector of it is not the node's. In a group of its own, so that Ctrl-C
  // reaches the parent alone, which first lets what it acknowledged reach the chain.
  const child = fork(MAIN, [], { execArgv: [], detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const token = randomBytes(32).toString('hex');
  child.send({ ownerToken: token, ...options });
  const ready = await firstMessage(child);
  if (ready.kind === 'failed') throw new CustosError(codeOf(ready.code), ready.message);
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${ready.port}`,
    token: options.ownerToken ?? token,
    pid: child.pid ?? 0,
    chainId: ready.chainId,
    validator: ready.validator,
    failed: failureOf(child, () => closing !== undefined),
    close: () => {
      closing ??= stop(child);
      return closing;
    },
  };
}

async function firstMessage(child: ChildProcess): Promise<ChainMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<ChainMessage>();
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new CustosError('LEDGER_UNREACHABLE', 'The embedded chain did not start in time.'));
  }, START_MS);
  child.once('message', (message) => resolve(message as ChainMessage));
  child.once('exit', (code, signal) => {
    reject(new CustosError('LEDGER_UNREACHABLE', `The embedded chain ended at its start (${signal ?? code}).`));
  });
  child.once('error', (cause) => {
    reject(new CustosError('LEDGER_UNREACHABLE', 'The embedded chain cannot be started.', { cause }));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(child: ChildProcess, expected: () => boolean): Promise<CustosError> {
  const { promise, resolve } = Promise.withResolvers<CustosError>();
  let reason = new CustosError('LEDGER_UNREACHABLE', 'The embedded chain was stopped from outside.');
  child.on('message', (message) => {
    const { kind, ...rest } = message as ChainMessage;
    if (kind === 'failed' && 'code' in rest) reason = new CustosError(codeOf(rest.code), rest.message);
  });
  child.once('exit', () => {
    if (!expected()) resolve(reason);
  });
  return promise;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}

function codeOf(code: string): ErrorCode {
  return ERROR_CODES.find((known) => known === code) ?? 'INTERNAL';
}
