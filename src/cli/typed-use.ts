import { modifierNamed, permissionNamed } from '../core/purpose-names.ts';
import type { ModifierCode, PermissionCode } from '../core/purpose-table.ts';
import { purposesOf } from '../core/purposes.ts';
import { given } from './option-names.ts';

export const PERMISSION_FORMS = 'what it may be used for, by code, DUO id or words; see `permission list`';
export const MODIFIER_FORMS = 'conditions, by code, DUO id or words; see `permission list`';
export const PURPOSE_FORMS =
  'research purpose, by words, DUO id or number, such as “biomedical research”; see `purpose list`';

/** What people typed for a use, as codes. Said here, before anything is signed or sent. */
export function typedUse(options: { readonly permission: string; readonly modifier: readonly string[] }): {
  readonly permission: PermissionCode;
  readonly modifiers: readonly ModifierCode[];
} {
  const permission = given('--permission', () => permissionNamed(options.permission));
  const modifiers = given('--modifier', () => options.modifier.map(modifierNamed));
  given('--modifier', () => purposesOf([permission, ...modifiers]));
  return { permission, modifiers };
}
