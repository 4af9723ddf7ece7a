import type { Json } from './canonical.ts';
import { CustosError } from './errors.ts';
import { isLedgerText } from './ids.ts';

/** Says what a member of a JSON object must be; `what` completes "<name> must be …". */
export interface MemberRule {
  readonly what: string;
  readonly optional?: boolean;
  readonly test: (value: Json) => boolean;
}

export type Shape = Readonly<Record<string, MemberRule>>;

/** Refuses a value that is no object, lacks a member, holds one that the shape does not name or breaks a rule. */
export function checkShape(value: Json, shape: Shape, name: string): { readonly [key: string]: Json } {
  for (const key of Object.keys(objectOf(value, name))) {
    if (!Object.hasOwn(shape, key)) throw invalid(`${name} has the unknown member ${JSON.stringify(key).slice(0, 60)}`);
  }
  return checkMembers(value, shape, name);
}

/** As `checkShape`, of the members that the shape names alone: an answer of a newer gateway may hold more. */
export function checkMembers(value: Json, shape: Shape, name: string): { readonly [key: string]: Json } {
  const object = objectOf(value, name);
  for (const [key, rule] of Object.entries(shape)) {
    const member = object[key];
    if (member === undefined ? rule.optional !== true : !rule.test(member)) {
      throw invalid(`${name}.${key} must be ${rule.what}`, [name, key]);
    }
  }
  return object;
}

export function rule(what: string, test: (value: Json) => boolean): MemberRule {
  return { what, test };
}

export function optional(of: MemberRule): MemberRule {
  return { ...of, optional: true };
}

export function oneOf(...values: readonly (string | number)[]): MemberRule {
  return rule(`one of ${values.join(', ')}`, (value) => values.includes(value as string | number));
}

/** Whole number from `min` to `max`. */
export function integer(min = 0, max: number = Number.MAX_SAFE_INTEGER): MemberRule {
  return rule(`a whole number from ${min} to ${max}`, (value) => isInteger(value) && value >= min && value <= max);
}

export function text(pattern: RegExp, what: string): MemberRule {
  return rule(what, (value) => typeof value === 'string' && pattern.test(value));
}

export function object(shape: Shape, name: string): MemberRule {
  return rule('a valid object', (value) => checkShape(value, shape, name) !== undefined);
}

/** As `object`, whatever else it holds. */
export function members(shape: Shape, name: string): MemberRule {
  return rule('a valid object', (value) => checkMembers(value, shape, name) !== undefined);
}

/** An object of any names whose values all follow the rule. */
export function recordOf(of: MemberRule): MemberRule {
  return rule(`an object of values, each ${of.what}`, (value) => {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(of.test);
  });
}

/** `null`, or what the rule says. */
export function nullable(of: MemberRule): MemberRule {
  return { ...of, test: (value) => value === null || of.test(value) };
}

export function listOf(of: MemberRule, max: number): MemberRule {
  return rule(`a list of at most ${max}, each ${of.what}`, (value) => {
    return Array.isArray(value) && value.length <= max && value.every((member) => of.test(member));
  });
}

export const boolean: MemberRule = rule('true or false', (value) => typeof value === 'boolean');
export const digest: MemberRule = text(/^0x[0-9a-f]{64}$/, '32 bytes of lowercase hex with 0x');
export const address: MemberRule = text(/^0x[0-9a-f]{40}$/, '20 bytes of lowercase hex with 0x');
export const ledger: MemberRule = rule('eip155:<chain id>:<Membership>', (value) => {
  return typeof value === 'string' && isLedgerText(value);
});

function objectOf(value: Json, name: string): { readonly [key: string]: Json } {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalid(`${name} must be an object`);
  return value as { readonly [key: string]: Json };
}

function isInteger(value: Json): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** `at` leads to the member, for who says it in words of its own. */
function invalid(message: string, at: readonly string[] = []): CustosError {
  return new CustosError('INPUT_INVALID', `${message}.`, at.length === 0 ? {} : { details: { at } });
}
