// Writes src/ledger/abi.ts from the compiled contracts: their ABIs in ethers' readable form, and the TypeScript types of
// their events, views, writes and structs. `--check` fails when the committed file says something else.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Interface, type InterfaceAbi } from 'ethers';

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly internalType?: string;
  readonly indexed?: boolean;
  readonly components?: readonly Parameter[];
}

interface Item {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
  readonly stateMutability?: string;
}

/** Key in `Membership.contracts()` and name of the implementation. `subjects` and `consents` are one contract. */
const CONTRACTS = {
  membership: 'Membership',
  datasets: 'DatasetRegistry',
  consents: 'ConsentRegistry',
  permits: 'PermitRegistry',
  accessLog: 'AccessLog',
} as const;

/** User-defined value types that have a type of their own in core/ids.ts. */
const BRANDS: Readonly<Record<string, string>> = {
  SubjectId: 'Pseudonym',
  DatasetId: 'DatasetId',
  GrantId: 'GrantId',
  GroupId: 'GroupId',
  LogId: 'LogId',
  PermitId: 'PermitId',
};

/** Structs whose Solidity name is taken, or says too little outside its contract. */
const STRUCTS: Readonly<Record<string, string>> = {
  'IConsentRegistry.Terms': 'ConsentTerms',
  'IConsentRegistry.Record': 'ConsentRecord',
  'IConsentRegistry.Query': 'CoverageQuery',
  'IPermitRegistry.Terms': 'PermitTerms',
  'IDatasetRegistry.Version': 'DatasetVersion',
  'IDatasetRegistry.Edge': 'DescentEdge',
  'IAccessLog.Log': 'AccessLogState',
  'IAccessLog.Entry': 'DisclosedEntry',
  'IMembership.Contracts': 'ContractAddresses',
  'ISubjectRegistry.Proof': 'SignerProof',
};

const OUTPUT = fileURLToPath(new URL('../src/ledger/abi.ts', import.meta.url));
const structs = new Map<string, string>();
const brands = new Set<string>();

function main(): void {
  const abis = Object.entries(CONTRACTS).map(([key, name]) => ({ key, name, abi: artifactAbi(name) }));
  const text = render(abis);
  if (!process.argv.includes('--check')) {
    writeFileSync(OUTPUT, text);
    return;
  }
  if (readFileSync(OUTPUT, 'utf8') === text) return;
  console.error('src/ledger/abi.ts is not what the contracts say: run `node scripts/abi.ts` and commit it.');
  process.exitCode = 1;
}

function artifactAbi(name: string): readonly Item[] {
  const path = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { abi: readonly Item[] }).abi;
}

function render(abis: readonly { key: string; name: string; abi: readonly Item[] }[]): string {
  const constants = abis.map(({ key, name, abi }) => {
    const lines = new Interface(abi as InterfaceAbi).format(false).map((line) => `    ${quote(line)},`);
    return `  /** ${name}.sol */\n  ${key}: [\n${lines.join('\n')}\n  ],`;
  });
  const events = block('EventFacts', pick(abis, 'event').map(eventLine));
  const errors = [...new Set(pick(abis, 'error').map(({ name }) => quote(name ?? '')))].sort();
  const views = abis.map(({ key, abi }) => nested(key, abi.filter(isView).map(viewLine)));
  const writes = abis.map(({ key, abi }) => nested(key, abi.filter(isWrite).map(writeLine)));
  const bodies = [
    `/** What each event says. Times in seconds, as on chain. */\n${events}`,
    `/** Arguments and result of each view. Times in seconds. */\n${block('Views', views)}`,
    `/** Arguments of each write. Times in seconds. */\n${block('Writes', writes)}`,
    `export type ContractErrorName =\n${errors.map((name) => `  | ${name}`).join('\n')};`,
  ];
  return [
    '// Written by scripts/abi.ts from the compiled contracts. Do not edit.',
    "import type { Hex } from '../core/bytes.ts';",
    `import type { ${['Address', 'Digest', ...brands].sort().join(', ')} } from '../core/ids.ts';`,
    '',
    `export const ABI = {\n${constants.join('\n')}\n} as const;`,
    '',
    [...[...structs.values()].sort(), ...bodies].join('\n\n'),
    '',
  ].join('\n');
}

function pick(abis: readonly { abi: readonly Item[] }[], type: string): readonly Item[] {
  const items = abis.flatMap(({ abi }) => abi.filter((item) => item.type === type));
  const byName = Map.groupBy(items, ({ name }) => name);
  for (const [name, same] of byName) {
    if (new Set(same.map((item) => JSON.stringify(item))).size > 1)
      throw new Error(`Two contracts mean other things by ${name}.`);
  }
  return [...byName.values()].flatMap((same) => same.slice(0, 1));
}

function isView(item: Item): boolean {
  return item.type === 'function' && (item.stateMutability === 'view' || item.stateMutability === 'pure');
}

function isWrite(item: Item): boolean {
  return item.type === 'function' && !isView(item);
}

function eventLine({ name, inputs = [] }: Item): string {
  return `  ${name}: ${object(inputs)};`;
}

function viewLine({ name, inputs = [], outputs = [] }: Item): string {
  const result = outputs.length === 1 && outputs[0] ? typeOf(outputs[0]) : object(outputs);
  return `    ${name}: { args: ${tuple(inputs)}; result: ${result} };`;
}

function writeLine({ name, inputs = [] }: Item): string {
  return `    ${name}: ${tuple(inputs)};`;
}

function nested(key: string, lines: readonly string[]): string {
  return `  ${key}: {\n${lines.join('\n')}\n  };`;
}

function block(name: string, lines: readonly string[]): string {
  return `export interface ${name} {\n${lines.join('\n')}\n}`;
}

function object(parameters: readonly Parameter[]): string {
  const fields = parameters.map((parameter) => `readonly ${parameter.name}: ${typeOf(parameter)}`);
  return fields.length === 0 ? 'object' : `{ ${fields.join('; ')} }`;
}

function tuple(parameters: readonly Parameter[]): string {
  return `[${parameters.map((parameter, i) => `${label(parameter.name, i)}: ${typeOf(parameter)}`).join(', ')}]`;
}

/** Not every name of a parameter may name a member of a tuple. */
function label(name: string, index: number): string {
  return name === '' ? `argument${index}` : name;
}

function typeOf(parameter: Parameter): string {
  const { type } = parameter;
  if (type.endsWith('[]')) {
    const internalType = parameter.internalType?.slice(0, -2);
    return `readonly ${typeOf({ ...parameter, type: type.slice(0, -2), ...(internalType && { internalType }) })}[]`;
  }
  if (type === 'tuple') return struct(parameter);
  const brand = BRANDS[parameter.internalType ?? ''];
  if (brand !== undefined) {
    brands.add(brand);
    return brand;
  }
  if (type === 'bytes32') return 'Digest';
  if (type === 'address') return 'Address';
  if (type === 'bool') return 'boolean';
  if (type === 'string') return 'string';
  if (type.startsWith('bytes')) return 'Hex';
  return Number(type.replace(/^uint/, '')) <= 48 ? 'number' : 'bigint';
}

function struct({ internalType = '', components = [] }: Parameter): string {
  const full = internalType.replace(/^struct /, '');
  const name = STRUCTS[full] ?? full.slice(full.indexOf('.') + 1);
  const fields = components.map((component) => `  readonly ${component.name}: ${typeOf(component)};`);
  const text = `/** ${full} */\nexport interface ${name} {\n${fields.join('\n')}\n}`;
  if ((structs.get(name) ?? text) !== text) throw new Error(`Two structs would be called ${name}.`);
  structs.set(name, text);
  return name;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

main();
