import type { Command } from 'commander';
import { CATEGORIES } from '../../core/categories.ts';
import { MODIFIERS, PERMISSIONS, RESEARCH_PURPOSES } from '../../core/purpose-table.ts';
import { table } from '../output.ts';
import type { Run } from '../run.ts';

/** The words that purposes, uses and kinds of data are said in. They need no gateway. */
export function purposeCommands(program: Command, run: Run): void {
  run(
    program
      .command('purpose')
      .description('what requesters use data for')
      .command('list')
      .description('list the research purposes of the GA4GH Data Use Ontology'),
    async ({ output }) => {
      output.result(RESEARCH_PURPOSES, () => [
        ...table(
          ['purpose', 'DUO', 'number'],
          RESEARCH_PURPOSES.map(({ label, source, code }) => [label, source, String(code)]),
        ),
        'Any of the three can be typed.',
      ]);
    },
  );
  run(
    program
      .command('permission')
      .description('what datasets and consents allow')
      .command('list')
      .description('list the permissions, and the modifiers that narrow them'),
    async ({ output }) => {
      const rows = (of: readonly { label: string; code: string; source: string }[]) =>
        of.map(({ label, code, source }) => [label, code, source]);
      output.result({ permissions: PERMISSIONS, modifiers: MODIFIERS }, () => [
        ...table(['permission', 'code', 'id'], rows(PERMISSIONS)),
        '',
        ...table(['modifier', 'code', 'id'], rows(MODIFIERS)),
        'Any of the three can be typed.',
      ]);
    },
  );
  run(
    program
      .command('category')
      .description('kinds of sensitive data, which consents may leave out')
      .command('list')
      .description('list the kinds of data, with their codes'),
    async ({ output }) => {
      output.result(CATEGORIES, () => [
        ...table(
          ['kind of data', 'code', 'the same here'],
          CATEGORIES.map(({ label, code, aliases }) => [label, code, aliases.join(', ')]),
        ),
        'Any of these can be typed.',
      ]);
    },
  );
}
