import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GatewayClient, logState } from '../../src/client/index.ts';
import { custos as kept } from '../cli/kept-program.ts';
import { type Running, serving, custos as spawned } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';

/** What the command calls itself where it is run by `npm run -s custos`. */
const PROGRAM = 'npm run -s custos -- ';
const CLOCK = new URL('later-clock.ts', import.meta.url).href;
const PATIENCE_MS = 180_000;
const POLL_MS = 3_000;

/** How a command is run and shown. */
export interface Showing {
  /** Lines that are shown of what it says; the others are shown as left out. */
  readonly only?: RegExp;
  /** Exit code that it must end with: 0 unless said. */
  readonly code?: number;
}

/** A hospital's node and the people around it, each with a directory of its own, as they act one after the other; and the blocks of
 *  a page, in which what they type and what they are told is written down. */
export class WalkStage {
  /** By their names. */
  readonly blocks = new Map<string, string[]>();
  readonly directory: string;
  readonly #exports: string;
  #running: Running | undefined;
  readonly #port: number;
  #aheadMs = 0;

  private constructor(directory: string, exports: string, port: number) {
    this.directory = directory;
    this.#exports = exports;
    this.#port = port;
  }

  /** Founds the node. */
  static async open(exports: string): Promise<WalkStage> {
    const stage = new WalkStage(await mkdtemp(join(tmpdir(), 'custos-walks-')), exports, await freePort());
    await stage.quietly(
      'hospital',
      `init --organisation "City Hospital" --port ${stage.#port} --chain-port 0 --import ${exports}`,
    );
    await stage.#serve();
    return stage;
  }

  get url(): string {
    return this.#running?.url ?? '';
  }

  /** The consortium's ledger, as the node says what to publish. */
  get ledger(): string {
    return /^ {2}ledger (\S+) /m.exec(this.#running?.output() ?? '')?.[1] ?? '';
  }

  /** Puts the clocks of all to a time of a day (UTC), which lies ahead. */
  async wakeOn(day: string, time = '09:00:00'): Promise<void> {
    await this.#untilAnchored();
    await this.#running?.stop();
    const aheadMs = Date.parse(`${day}T${time}Z`) - Date.now();
    if (!(aheadMs > this.#aheadMs)) throw new Error(`The walk goes back to ${day}.`);
    this.#aheadMs = aheadMs;
    await this.#serve();
  }

  /** What is on its way to the ledger would come there years late. */
  async #untilAnchored(): Promise<void> {
    const gateway = new GatewayClient({ endpoint: this.url });
    const patience = performance.now() + PATIENCE_MS;
    for (let state = await logState(gateway); state.anchored < state.size; state = await logState(gateway)) {
      if (performance.now() > patience) throw new Error('The log does not reach the ledger.');
      await sleep(POLL_MS / 10);
    }
  }

  /** As `show`, once the command says what is awaited. */
  async showOnce(block: string, who: string, command: string, awaited: RegExp): Promise<string> {
    const patience = performance.now() + PATIENCE_MS;
    while (!awaited.test(await this.quietly(who, command))) {
      if (performance.now() > patience) throw new Error(`${command} does not come to say ${awaited}.`);
      await sleep(POLL_MS);
    }
    return this.show(block, who, command);
  }

  /** Runs a command as somebody, and gives what it says. */
  async quietly(who: string, command: string, { code = 0 }: Showing = {}): Promise<string> {
    // A clock that is moved is read as a process begins.
    const custos = this.#aheadMs === 0 ? kept : spawned;
    const ended = await custos(wordsOf(command), this.#environment(who));
    if (ended.code !== code) throw new Error(`${command} ended with ${ended.code}: ${ended.stdout}${ended.stderr}`);
    return code === 0 ? ended.stdout : ended.stderr;
  }

  /** As `quietly`, and writes it down. */
  async show(block: string, who: string, command: string, showing: Showing = {}): Promise<string> {
    const said = await this.quietly(who, command, showing);
    const lines = said.trimEnd().split('\n');
    const { only } = showing;
    const shown = only === undefined ? lines : elided(lines, only);
    this.#write(block, 'console', [`$ custos ${command}`, ...shown]);
    return said;
  }

  /** Runs a command that serves until it is stopped, and writes down what it says, and what lines of curl come to meanwhile:
   * `path | of | programs`, each fetched as curl fetches it. */
  async showServing(block: string, who: string, command: string, lines: readonly string[]): Promise<void> {
    const running = await serving(wordsOf(command), this.#environment(who));
    try {
      this.#write(block, 'console', [`$ custos ${command}`, ...running.output().trimEnd().split('\n')]);
      for (const line of lines) {
        const [path = '', ...programs] = line.split(' | ');
        const answer = await fetch(running.url + path);
        if (!answer.ok) throw new Error(`${path} is answered by ${answer.status}: ${await answer.text()}`);
        const said = await piped(new Uint8Array(await answer.arrayBuffer()), programs.join(' | '));
        const shown = ['$ curl -fsS', `${running.url}${line}`].join(' ');
        this.#write(block, 'console', [shown, ...said.trimEnd().split('\n')]);
      }
    } finally {
      await running.stop();
    }
  }

  /** Writes down lines of another kind, such as code. */
  write(block: string, language: string, lines: readonly string[]): void {
    this.#write(block, language, lines);
  }

  async close(): Promise<void> {
    await this.#running?.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Fences of one language that follow each other are one. */
  #write(block: string, language: string, lines: readonly string[]): void {
    const written = this.blocks.get(block) ?? [];
    const fence = `\`\`\`${language}`;
    const goesOn = written.at(-1) === '```' && written.findLast((line) => /^```\w/.test(line)) === fence;
    const before = goesOn ? written.slice(0, -1) : written.length === 0 ? [] : [...written, ''];
    this.blocks.set(block, [...before, ...(goesOn ? [] : [fence]), ...lines.map((line) => this.#shown(line)), '```']);
  }

  /** Paths as they are from where somebody works. */
  #shown(line: string): string {
    return line
      .replaceAll(PROGRAM, 'custos ')
      .replaceAll(this.#exports, 'exports')
      .replace(new RegExp(`${this.directory}/(?:\\w+/)?`, 'g'), '');
  }

  async #serve(): Promise<void> {
    this.#running = await serving(['serve'], this.#environment('hospital'));
  }

  #environment(who: string): Record<string, string> {
    const ahead = String(Math.round(this.#aheadMs / 1000));
    const clock = this.#aheadMs === 0 ? {} : { NODE_OPTIONS: `--import=${CLOCK}`, WALK_SECONDS_AHEAD: ahead };
    const gateway = who === 'hospital' ? {} : { CUSTOS_GATEWAY: this.url };
    return { CUSTOS_DATA: join(this.directory, who), npm_lifecycle_event: 'custos', ...gateway, ...clock };
  }
}

function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

/** What programs of a shell make of bytes. */
async function piped(bytes: Uint8Array, programs: string): Promise<string> {
  const shell = promisify(execFile)('sh', ['-c', programs]);
  // `head` reads no further than it needs.
  shell.child.stdin?.on('error', () => undefined);
  shell.child.stdin?.end(bytes);
  return (await shell).stdout;
}

function elided(lines: readonly string[], only: RegExp): string[] {
  const kept = lines.map((line) => (only.test(line) ? line : '…'));
  return kept.filter((line, i) => line !== '…' || kept[i - 1] !== '…');
}
