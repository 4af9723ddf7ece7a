// Writes src/ledger/storage-layout.ts from what the compiler says of the contracts' storage: where each state variable
// that decisions rest on lies, and the fields of its value. `--check` fails when the committed file says something else.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Member {
  readonly label: string;
  readonly slot: string;
  /** Bytes from the end of the word. */
  readonly offset: number;
  readonly type: string;
}

interface Type {
  readonly encoding: string;
  readonly numberOfBytes: string;
  readonly value?: string;
  readonly members?: readonly Member[];
}

interface Layout {
  readonly storage: readonly Member[];
  readonly types: Readonly<Record<string, Type>>;
}

interface BuildInfo {
  readonly output: {
    readonly contracts: Readonly<Record<string, Readonly<Record<string, { readonly storageLayout: Layout }>>>>;
  };
}

/** Name in src/ledger/abi.ts, contract, and its variables that a decision can rest on. */
const VARIABLES = [
  ['membership', 'Membership', ['_seats', '_accounts', '_presences', '_notices', '_sessionKeys']],
  ['datasets', 'DatasetRegistry', ['_datasets', '_versions']],
  ['consents', 'ConsentRegistry', ['_subjects', '_signers', '_recordedUntil', '_aloneFrom', '_grants']],
  ['permits', 'PermitRegistry', ['_permits']],
  ['accessLog', 'AccessLog', ['_logs']],
] as const;

const ROOT = new URL('..', import.meta.url);
const OUTPUT = fileURLToPath(new URL('src/ledger/storage-layout.ts', ROOT));
const BITS = 8;

function main(): void {
  const text = render();
  if (!process.argv.includes('--check')) {
    writeFileSync(OUTPUT, text);
    return;
  }
  if (readFileSync(OUTPUT, 'utf8') === text) return;
  console.error(
    'src/ledger/storage-layout.ts is not what the contracts say: run `node scripts/storage-layout.ts` and commit it.',
  );
  process.exitCode = 1;
}

function render(): string {
  const contracts = VARIABLES.map(([key, name, variables]) => {
    const layout = layoutOf(name);
    const lines = variables.map((variable) => `    ${variable}: ${variableLine(layout, variable)},`);
    return `  /** ${name}.sol */\n  ${key}: {\n${lines.join('\n')}\n  },`;
  });
  return [
    '// Written by scripts/storage-layout.ts from the compiled contracts. Do not edit.',
    '',
    '/** Slot of each mapping, and the fields of its values: slot from the first one, first bit and number of bits. */',
    `export const STORAGE_LAYOUT = {\n${contracts.join('\n')}\n} as const;`,
    '',
  ].join('\n');
}

/** Of the build that the contract's artifact names. */
function layoutOf(name: string): Layout {
  const source = `contracts/${name}.sol`;
  const artifact = JSON.parse(readFileSync(new URL(`artifacts/${source}/${name}.json`, ROOT), 'utf8'));
  const builds = new URL('artifacts/build-info/', ROOT);
  const file = readdirSync(builds).find((one) => one === `${artifact.buildInfoId}.output.json`);
  const build: BuildInfo | undefined = file && JSON.parse(readFileSync(new URL(file, builds), 'utf8'));
  const layout = build?.output.contracts[artifact.inputSourceName]?.[name]?.storageLayout;
  if (layout) return layout;
  throw new Error(`The compiler gave no storage layout of ${name}: see outputSelection in hardhat.config.ts.`);
}

function variableLine({ storage, types }: Layout, variable: string): string {
  const known = storage.find(({ label }) => label === variable);
  if (known?.offset !== 0) throw new Error(`There is no variable ${variable} with a slot of its own.`);
  const typeOf = (id: string): Type => types[id] ?? { encoding: 'none', numberOfBytes: '0' };
  let value = typeOf(known.type);
  let keys = 0;
  for (; value.encoding === 'mapping'; keys++) value = typeOf(value.value ?? '');
  if (keys === 0) throw new Error(`${variable} is no mapping.`);
  const fields = [...fieldsOf(value, 0, 0, '')].map(([name, ...place]) => `${name}: [${place.join(', ')}]`);
  const lines = fields.map((field) => `        ${field},`);
  return `{\n      slot: ${known.slot},\n      keys: ${keys},\n      fields: {\n${lines.join('\n')}\n      },\n    }`;

  function* fieldsOf(type: Type, slot: number, offset: number, name: string): Generator<[string, ...number[]]> {
    if (type.members) {
      for (const member of type.members) {
        yield* fieldsOf(typeOf(member.type), slot + Number(member.slot), member.offset, member.label);
      }
    } else if (type.encoding === 'inplace') {
      yield [name || 'value', slot, offset * BITS, Number(type.numberOfBytes) * BITS];
    }
  }
}

main();
