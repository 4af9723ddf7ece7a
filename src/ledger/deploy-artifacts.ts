import { readFile } from 'node:fs/promises';
import { AbiCoder } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { INTERFACES } from './contracts.ts';

/** A compiled contract. */
export interface Artifact {
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
  /** Where the constructor writes immutables into the deployed code. */
  readonly immutableReferences: Readonly<
    Record<string, readonly { readonly start: number; readonly length: number }[]>
  >;
}

export type ArtifactName =
  | 'Membership'
  | 'DatasetRegistry'
  | 'ConsentRegistry'
  | 'PermitRegistry'
  | 'AccessLog'
  | 'PasskeyVerifier';

/** CONFIG_INVALID if the contracts were not compiled. */
export async function readArtifact(name: ArtifactName): Promise<Artifact> {
  const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Artifact;
  } catch (cause) {
    const message = 'The contracts are not compiled. Run `node scripts/setup.mjs` in the project first.';
    throw new CustosError('CONFIG_INVALID', message, { cause });
  }
}

/** The code that creates the contract. */
export function creationCode(artifact: Artifact, types: readonly string[], values: readonly unknown[]): Hex {
  return `${artifact.bytecode}${AbiCoder.defaultAbiCoder().encode(types, values).slice(2)}` as Hex;
}

/** Types of Membership's constructor, from its ABI. */
export function membershipConstructor(): string[] {
  return INTERFACES.membership.deploy.inputs.map((input) => input.format('full'));
}

/** Whether the code at an address is this contract, whatever its immutables say. */
export function isCodeOf({ deployedBytecode, immutableReferences }: Artifact, code: string): boolean {
  if (code.length !== deployedBytecode.length) return false;
  return masked(code, immutableReferences) === masked(deployedBytecode, immutableReferences);
}

function masked(code: string, references: Artifact['immutableReferences']): string {
  const bytes = Buffer.from(code.slice(2), 'hex');
  for (const { start, length } of Object.values(references).flat()) bytes.fill(0, start, start + length);
  return bytes.toString('hex');
}
