// A Hardhat plugin for coverage runs: puts a probe around each condition of the contracts, which tells Hardhat's
// coverage, beside the statements, which outcomes it had. Hardhat itself counts no branches.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { SolidityHooks } from 'hardhat/types/hooks';
import type { HardhatPlugin } from 'hardhat/types/plugins';
import solc from 'solc';

const FOUND = new URL('../coverage/branches/', import.meta.url);

/** One outcome of one condition; `tag` is what a run reports when the condition had it. */
export interface Branch {
  readonly file: string;
  readonly line: number;
  readonly condition: string;
  readonly outcome: boolean;
  readonly tag: string;
}

/** Bytes of a source that hold a condition. */
interface Span {
  readonly start: number;
  readonly end: number;
}

type Node = { readonly [key: string]: unknown; readonly nodeType?: string; readonly src?: string };

/** The expressions that choose a path: of `if`, `?:`, loops and `require`, and both sides of `&&` and `||`. */
function chosenBy(node: Node): unknown[] {
  switch (node.nodeType) {
    case 'IfStatement':
    case 'Conditional':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return [node['condition']];
    case 'BinaryOperation':
      return isLogical(node) ? [node['leftExpression'], node['rightExpression']] : [];
    case 'FunctionCall': {
      const { name } = node['expression'] as Node;
      return name === 'require' || name === 'assert' ? (node['arguments'] as unknown[]).slice(0, 1) : [];
    }
    default:
      return [];
  }
}

function isLogical(node: Node): boolean {
  return node.nodeType === 'BinaryOperation' && (node['operator'] === '&&' || node['operator'] === '||');
}

/** `a && b` as a whole needs no probe: it has both outcomes once both sides had both. */
function conditionsOf(node: unknown): Node[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = chosenBy(node as Node).filter((chosen): chosen is Node => chosen !== null && chosen !== undefined);
  return [...own.filter((chosen) => !isLogical(chosen)), ...Object.values(node).flatMap(conditionsOf)];
}

/** The conditions of a source in their order; an outer one stands before those inside it. */
function findConditions(source: string): Span[] {
  const settings = { stopAfter: 'parsing', outputSelection: { '*': { '': ['ast'] } } };
  const input = { language: 'Solidity', sources: { source: { content: source } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const broken = output.errors?.find(({ severity }: { severity: string }) => severity === 'error');
  if (broken) throw new Error(broken.formattedMessage);
  return conditionsOf(output.sources.source.ast)
    .map(({ src }) => (src ?? '').split(':').map(Number))
    .map(([start = 0, length = 0]) => ({ start, end: start + length }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Both outcomes of each condition of a file. */
export function describeBranches(file: string, source: string): Branch[][] {
  const bytes = Buffer.from(source);
  return findConditions(source).map(({ start, end }) => {
    const line = bytes.subarray(0, start).toString().split('\n').length;
    const condition = bytes.subarray(start, end).toString().replaceAll(/\s+/g, ' ');
    return [true, false].map((outcome) => ({ file, line, condition, outcome, tag: tagOf(file, start, outcome) }));
  });
}

function tagOf(...facts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** The source with each condition `c` as `_probed(c, tag if true, tag if false)`. */
export function putProbes(source: string, branches: readonly Branch[][]): string {
  const bytes = Buffer.from(source);
  const spans = findConditions(source);
  if (spans.length !== branches.length) throw new Error('the statement probes changed the conditions');
  const inserts = spans.flatMap(({ start, end }, i) => [
    { at: start, order: i, text: '_probed(' },
    { at: end, order: -i, text: `, ${(branches[i] ?? []).map(({ tag }) => `0x${tag}`).join(', ')})` },
  ]);
  inserts.sort((a, b) => a.at - b.at || a.order - b.order);
  let from = 0;
  const parts = inserts.map(({ at, text }) => {
    const before = bytes.subarray(from, at).toString();
    from = at;
    return before + text;
  });
  return parts.join('') + bytes.subarray(from).toString() + PROBE;
}

/** Hardhat adds the library to each compilation, and its import to each source that it instruments. */
const PROBE = `
function _probed(bool outcome, uint256 ifTrue, uint256 ifFalse) pure returns (bool) {
    __NomicFoundationCoverage.sendHit(outcome ? ifTrue : ifFalse);
    return outcome;
}
`;

/** Runs around Hardhat's own instrumentation, whose line numbers must be those of the file. */
const preprocess: NonNullable<SolidityHooks['preprocessProjectFileBeforeBuilding']> = async (
  context,
  name,
  path,
  content,
  version,
  next,
) => {
  const withStatements = await next(context, name, path, content, version);
  const branches = describeBranches(relative(context.config.paths.root, path), content);
  if (branches.length === 0) return withStatements;
  await mkdir(FOUND, { recursive: true });
  await writeFile(new URL(`${tagOf(path)}.json`, FOUND), JSON.stringify(branches.flat()));
  return putProbes(withStatements, branches);
};

export const branchProbes: HardhatPlugin = {
  id: 'branch-probes',
  hookHandlers: {
    solidity: async () => ({ default: async () => ({ preprocessProjectFileBeforeBuilding: preprocess }) }),
  },
};
