import { readdirSync, readFileSync } from 'node:fs';
import solc from 'solc';

const ROOT = new URL('../../', import.meta.url);

/** Sources by their import paths: those under contracts/, and the libraries that they import. */
export type Sources = Readonly<Record<string, string>>;

export interface Compiled {
  readonly abi: string;
  readonly creation: string;
  readonly runtime: string;
}

/** An AST node as the compiler gives it. */
export interface Node {
  readonly [key: string]: unknown;
  readonly nodeType?: string;
  readonly src?: string;
}

interface Answer {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>;
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly abi: unknown; readonly evm: { [code: string]: Code } }>>>
  >;
}

interface Code {
  readonly object: string;
}

/** Fast rather than small: what mutants show is behaviour. ConsentRegistry needs the slower pipeline, for its stack. */
const FAST = { evmVersion: 'cancun', metadata: { bytecodeHash: 'none' }, optimizer: { enabled: true, runs: 1 } };
const DEEP = { ...FAST, viaIR: true, optimizer: { enabled: false } };
const NEEDS_DEEP = new Set(['ConsentRegistry']);

/** The syntax trees of contracts/, and every source that compiling them takes. */
export function parse(): { readonly sources: Sources; readonly trees: Readonly<Record<string, Node>> } {
  const sources: Record<string, string> = {};
  for (const name of readdirSync(new URL('contracts/', ROOT), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.sol')) sources[`contracts/${name}`] = readFileSync(new URL(`contracts/${name}`, ROOT), 'utf8');
  }
  const own = Object.keys(sources);
  const answer = run(sources, { ...FAST, outputSelection: { '*': { '': ['ast'] } } }, (path) => {
    sources[path] = readFileSync(new URL(`node_modules/${path}`, ROOT), 'utf8');
    return sources[path];
  });
  const trees = Object.fromEntries(own.map((path) => [path, answer.sources?.[path]?.ast ?? {}]));
  return { sources, trees };
}

/** Undefined where it does not compile. */
export function compile(sources: Sources, contract: string): Compiled | undefined {
  const path = `contracts/${contract}.sol`;
  const outputSelection = { [path]: { [contract]: ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } };
  const settings = NEEDS_DEEP.has(contract) ? DEEP : FAST;
  try {
    const found = run(sources, { ...settings, outputSelection }).contracts?.[path]?.[contract];
    const { bytecode, deployedBytecode } = found?.evm ?? {};
    if (found === undefined || bytecode === undefined || deployedBytecode === undefined) return undefined;
    return { abi: JSON.stringify(found.abi), creation: bytecode.object, runtime: deployedBytecode.object };
  } catch {
    return undefined;
  }
}

function run(sources: Sources, settings: object, read?: (path: string) => string): Answer {
  const given = Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }]));
  const input = JSON.stringify({ language: 'Solidity', sources: given, settings });
  const callback = (path: string) => (read === undefined ? { error: `${path} is missing` } : { contents: read(path) });
  const answer = JSON.parse(solc.compile(input, { import: callback })) as Answer;
  const error = answer.errors?.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(error.formattedMessage);
  return answer;
}
