import type { Node, Sources } from './compiler.ts';

/** One small change of a contract. */
export interface Mutant {
  /** Contract, function, operator, what it changes and into what: it stays when other lines move. */
  readonly key: string;
  readonly path: string;
  readonly operator: Operator;
  /** Bytes of the source that `by` replaces. */
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** relation, arithmetic, logic, bits, negation, unary, deletion, event, arguments, constant, modifier, one more,
 *  visibility */
export type Operator =
  | 'ROR'
  | 'AOR'
  | 'LOR'
  | 'BOR'
  | 'NEG'
  | 'UOR'
  | 'DEL'
  | 'EVT'
  | 'ARG'
  | 'CON'
  | 'MOD'
  | 'INC'
  | 'VIS';

interface Change {
  readonly operator: Operator;
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

interface Typed extends Node {
  readonly typeDescriptions?: { readonly typeString?: string };
}

const SWAPS: Readonly<Record<string, readonly [Operator, readonly string[]]>> = {
  '<': ['ROR', ['<=', '>=']],
  '<=': ['ROR', ['<', '>']],
  '>': ['ROR', ['>=', '<=']],
  '>=': ['ROR', ['>', '<']],
  '==': ['ROR', ['!=']],
  '!=': ['ROR', ['==']],
  '+': ['AOR', ['-']],
  '-': ['AOR', ['+']],
  '*': ['AOR', ['/']],
  '/': ['AOR', ['*']],
  '%': ['AOR', ['*']],
  '&&': ['LOR', ['||']],
  '||': ['LOR', ['&&']],
  '&': ['BOR', ['|']],
  '|': ['BOR', ['&']],
  '^': ['BOR', ['&']],
  '<<': ['BOR', ['>>']],
  '>>': ['BOR', ['<<']],
};

/** Every mutant of the trees, in the order of the sources. */
export function mutantsOf(sources: Sources, trees: Readonly<Record<string, Node>>): Mutant[] {
  return Object.entries(trees).flatMap(([path, tree]) => {
    const source = Buffer.from(sources[path] ?? '');
    const seen = new Map<string, number>();
    // An event is a call too: what two operators change alike is tried once.
    const changes = new Map([...walk(tree, '', source)].reverse().map((one) => [spell(one[1]), one]));
    return [...changes.values()].reverse().map(([place, change]) => {
      const text = (from: number, to: number) => source.subarray(from, to).toString().replace(/\s+/g, ' ').trim();
      const name = `${place} ${change.operator} \`${text(change.start, change.end)}\` -> \`${change.by.replace(/\s+/g, ' ')}\``;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { ...change, path, key: count === 1 ? name : `${name} #${count}` };
    });
  });
}

function spell({ start, end, by }: Change): string {
  return `${start} ${end} ${by}`;
}

/** The source with the change in it. */
export function mutate(sources: Sources, { path, start, end, by }: Mutant): Sources {
  const source = Buffer.from(sources[path] ?? '');
  return {
    ...sources,
    [path]: Buffer.concat([source.subarray(0, start), Buffer.from(by), source.subarray(end)]).toString(),
  };
}

function* walk(node: Node, place: string, source: Buffer): Generator<[string, Change]> {
  const here = placeOf(node, place);
  // An interface has no behaviour, and a comment no change.
  if (node.nodeType === 'ContractDefinition' && node['contractKind'] === 'interface') return;
  for (const change of changesOf(node, source)) yield [here, change];
  for (const child of childrenOf(node)) yield* walk(child, here, source);
}

function placeOf(node: Node, place: string): string {
  const { nodeType, name, kind } = node;
  if (nodeType === 'ContractDefinition') return String(name);
  if (nodeType === 'FunctionDefinition' || nodeType === 'ModifierDefinition') {
    const own = String(name) || String(kind);
    return place === '' ? own : `${place}.${own}`;
  }
  if (nodeType === 'VariableDeclaration' && node['stateVariable'] === true) return `${place}.${String(name)}`;
  return place;
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => key !== 'typeName' && key !== 'documentation' && key !== 'overrides')
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'nodeType' in value);
}

function* changesOf(node: Node, source: Buffer): Generator<Change> {
  switch (node.nodeType) {
    case 'BinaryOperation':
      return yield* binary(node, source);
    case 'UnaryOperation':
      return yield* unary(node, source);
    case 'IfStatement':
      yield negated(node['condition'], source);
      if (isOnlyExit(node['trueBody']) && !node['falseBody']) yield replaced('DEL', node, '{}', source);
      return;
    case 'Conditional':
      return yield negated(node['condition'], source);
    case 'Return':
      return yield* returned(node, source);
    case 'ExpressionStatement':
    case 'EmitStatement':
      yield replaced('DEL', node, '{}', source);
      if (node.nodeType === 'EmitStatement') yield* told(node['eventCall'] as Node, source);
      return;
    case 'Assignment':
      return yield* assigned(node, source);
    case 'FunctionCall':
      return yield* swapped(node, 'ARG', source);
    case 'Literal':
      return yield* literal(node, source);
    case 'ModifierInvocation':
      if (node['kind'] === 'modifierInvocation') yield replaced('MOD', node, '', source);
      return;
    case 'FunctionDefinition':
      return yield* visible(node, source);
  }
}

function* binary(node: Node, source: Buffer): Generator<Change> {
  const [operator, others] = SWAPS[String(node['operator'])] ?? [];
  if (operator === undefined || others === undefined) return;
  const [left, right] = [spanOf(node['leftExpression']), spanOf(node['rightExpression'])];
  const between = source.subarray(left.end, right.start).toString();
  const at = left.end + Buffer.from(between.slice(0, between.indexOf(String(node['operator'])))).length;
  const whole = spanOf(node);
  for (const other of others) {
    const by =
      source.subarray(whole.start, at).toString() +
      other +
      source.subarray(at + String(node['operator']).length, whole.end).toString();
    yield { operator, ...whole, by };
  }
}

function* unary(node: Node, source: Buffer): Generator<Change> {
  const { start, end } = spanOf(node);
  const inner = textOf(node['subExpression'], source);
  const operator = String(node['operator']);
  if (operator === '!' || operator === '~') yield { operator: 'UOR', start, end, by: inner };
  const other = { '++': '--', '--': '++' }[operator];
  if (other !== undefined) yield { operator: 'UOR', start, end, by: node['prefix'] ? other + inner : inner + other };
}

/** What reverts, or returns, and nothing else. */
function isOnlyExit(body: unknown): boolean {
  const { nodeType, statements } = body as Node;
  if (nodeType === 'Block') return Array.isArray(statements) && statements.length === 1 && isOnlyExit(statements[0]);
  return nodeType === 'RevertStatement' || nodeType === 'Return';
}

function* returned(node: Node, source: Buffer): Generator<Change> {
  const expression = node['expression'] as Typed | null;
  if (!expression) return;
  const type = typeOf(expression);
  if (type === 'bool') yield negated(expression, source);
  if (isInteger(type)) yield replaced('INC', expression, `(${textOf(expression, source)} + 1)`, source);
}

function* assigned(node: Node, source: Buffer): Generator<Change> {
  const value = node['rightHandSide'] as Typed;
  if (isInteger(typeOf(value))) yield replaced('INC', value, `(${textOf(value, source)} + 1)`, source);
  if (typeOf(value) === 'bool') yield negated(value, source);
}

/** Events: arguments exchanged, or left out. */
function* told(call: Node, source: Buffer): Generator<Change> {
  for (const argument of argumentsOf(call)) {
    const nothing = nothingOf(typeOf(argument));
    if (nothing !== undefined) yield replaced('EVT', argument, nothing, source);
  }
  for (const change of swapped(call, 'EVT', source)) yield change;
}

function nothingOf(type: string): string | undefined {
  if (type === 'address') return 'address(0)';
  if (type === 'bool') return 'false';
  if (isInteger(type) || /^bytes\d+$/.test(type)) return `${type}(0)`;
  return undefined;
}

function* swapped(call: Node, operator: Operator, source: Buffer): Generator<Change> {
  const given = argumentsOf(call);
  for (const [i, argument] of given.entries()) {
    const next = given.slice(i + 1).find((other) => typeOf(other) === typeOf(argument));
    if (next === undefined || textOf(next, source) === textOf(argument, source)) continue;
    const [one, other] = [spanOf(argument), spanOf(next)];
    const between = source.subarray(one.end, other.start).toString();
    yield { operator, start: one.start, end: other.end, by: textOf(next, source) + between + textOf(argument, source) };
  }
}

function* literal(node: Node, source: Buffer): Generator<Change> {
  const { start, end } = spanOf(node);
  if (node['kind'] === 'bool') yield { operator: 'CON', start, end, by: node['value'] === 'true' ? 'false' : 'true' };
  if (node['kind'] !== 'number') return;
  const text = textOf(node, source);
  yield { operator: 'CON', start, end, by: `(${text} + 1)` };
  if (node['value'] !== '0') yield { operator: 'CON', start, end, by: '0' };
}

/** A function of the contract alone that anybody could call. */
function* visible(node: Node, source: Buffer): Generator<Change> {
  const visibility = String(node['visibility']);
  const changes = node['stateMutability'] === 'nonpayable' && node['kind'] === 'function';
  if (!changes || (visibility !== 'private' && visibility !== 'internal')) return;
  const { start } = spanOf(node);
  const head = source.subarray(start, spanOf(node['body'] ?? node).start).toString();
  const at = head.lastIndexOf(visibility);
  if (at < 0) return;
  const from = start + Buffer.from(head.slice(0, at)).length;
  yield { operator: 'VIS', start: from, end: from + visibility.length, by: 'public' };
}

function negated(condition: unknown, source: Buffer): Change {
  return replaced('NEG', condition, `!(${textOf(condition, source)})`, source);
}

function replaced(operator: Operator, node: unknown, by: string, source: Buffer): Change {
  const { start, end } = spanOf(node);
  // A statement's own range leaves its semicolon out.
  const semicolon = by === '{}' && source[end] === 0x3b ? 1 : 0;
  return { operator, start, end: end + semicolon, by };
}

function argumentsOf(call: Node): Typed[] {
  return Array.isArray(call['arguments']) ? (call['arguments'] as Typed[]) : [];
}

function typeOf(node: Typed): string {
  return node.typeDescriptions?.typeString ?? '';
}

function isInteger(type: string): boolean {
  return /^u?int\d+$/.test(type);
}

function textOf(node: unknown, source: Buffer): string {
  const { start, end } = spanOf(node);
  return source.subarray(start, end).toString();
}

/** `src` counts bytes: start, length, file. */
function spanOf(node: unknown): { readonly start: number; readonly end: number } {
  const [start = 0, length = 0] = String((node as Node).src ?? '0:0:0')
    .split(':')
    .map(Number);
  return { start, end: start + length };
}
