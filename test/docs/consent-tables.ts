import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { coverage } from '../../src/consent/coverage.ts';
import type { Digest, GrantId, GroupId } from '../../src/core/ids.ts';
import { MODIFIERS, PERMISSIONS, RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import { bitOf, purposeWords } from '../../src/core/purposes.ts';
import type { Facts } from '../../src/core/request.ts';
import { FUTURE_GROUP_MEMBERS, memberGrantee } from '../../src/core/terms.ts';
import {
  ALICE,
  CLINICIAN,
  founded,
  HOSPITAL,
  id,
  LAB,
  NOTICE,
  OTHER_HOSPITAL,
  type Overrides,
  permitIssued,
  released,
  type Story,
} from '../consent/story.ts';

/** The tables of docs/consent.md, each computed by the decision itself. `node test/docs/consent-tables.ts` writes them. */
export const TABLES: Readonly<Record<string, () => string>> = {
  people: peopleTable,
  permissions: permissionTable,
  conditions: conditionTable,
};

const PAGE = new URL('../../docs/consent.md', import.meta.url);

/** The page with its tables as they are computed. */
export function pageWithTables(page: string): string {
  return Object.entries(TABLES).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\n\n)[^]*?(\n\n<!-- end of ${name} -->)`);
    if (!place.test(text)) throw new Error(`docs/consent.md has no place for the table ${name}.`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}${table()}${end}`);
  }, page);
}

const GROUP = id<GroupId>('group');
const OTHER_BASIS = 2;
const EMERGENCY = 3;

/** Who asks, on what. */
const ASKED: Readonly<Record<string, Overrides>> = {
  'research, by consent': {},
  'research, on another basis': { request: { permit: OTHER_BASIS } },
  emergency: { asker: { member: CLINICIAN }, request: { permit: EMERGENCY } },
  'the person itself': { asker: { subject: ALICE } },
};

/** What the person said, or what became of it. */
const SAID: Readonly<Record<string, (story: Story) => unknown>> = {
  'nothing at all': (story) => story,
  'consented to this use': (story) => story.grant('grant', ALICE),
  'consented, for another organisation': (story) =>
    story.grant('grant', ALICE, { grantee: memberGrantee(OTHER_HOSPITAL) }),
  'consented, for a group that the requester was in': (story) => {
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    story.grant('grant', ALICE, { grantee: GROUP as string as Digest });
  },
  'consented, for a group that the requester joined later': (story) => {
    story.grant('grant', ALICE, { grantee: GROUP as string as Digest });
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
  },
  'consented, for a group and whoever joins it later': (story) => {
    story.grant('grant', ALICE, { grantee: GROUP as string as Digest, options: FUTURE_GROUP_MEMBERS });
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
  },
  'consented, for a group that the requester left': (story) => {
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    story.grant('grant', ALICE, { grantee: GROUP as string as Digest, options: FUTURE_GROUP_MEMBERS });
    story.tell({ name: 'GroupLeft', group: GROUP, identity: LAB });
  },
  'consented, for another purpose': (story) => story.grant('grant', ALICE, { purposes: String(bitOf('POA')) }),
  'consented, this kind of data left out': (story) => story.grant('grant', ALICE, { excluded: 1 }),
  'consented, and the period is over': (story) => story.grant('grant', ALICE, { until: story.now - 1 }),
  'consented, and withdrew it': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'ConsentRevoked', subject: ALICE, grant: id<GrantId>('grant') });
  },
  'consented, and withdrew everything': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 });
  },
  'consented by a text that was withdrawn before': (story) => {
    story.tell({ name: 'NoticeWithdrawn', notice: NOTICE, publisher: HOSPITAL });
    story.grant('grant', ALICE);
  },
  'consented, and opted out of research': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'OptOutSet', subject: ALICE, level: 1 });
  },
  'consented, and opted out of everything': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'OptOutSet', subject: ALICE, level: 2 });
  },
  'consented, and paused': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'PauseSet', subject: ALICE, until: story.now + 1_000 });
  },
  'consented, and was erased': (story) => {
    story.grant('grant', ALICE);
    story.tell({ name: 'SubjectErased', subject: ALICE });
  },
};

/** Item 1 of Alice's is of the category with the bit 1, which a consent can leave out. */
const ITEM = 1;

function peopleTable(): string {
  const rows = Object.entries(SAID).map(([said, tell]) => {
    const story = founded().tell(
      permitIssued(OTHER_BASIS, { basis: 2 }),
      { name: 'PermitCountersigned', permit: OTHER_BASIS },
      permitIssued(EMERGENCY, { requester: CLINICIAN, emergency: true }),
    );
    tell(story);
    const answers = Object.values(ASKED).map((asked) => (released(story.ask(asked)).includes(ITEM) ? 'yes' : '–'));
    return [said, ...answers];
  });
  return table(['the person', ...Object.keys(ASKED)], rows);
}

function permissionTable(): string {
  const rows = RESEARCH_PURPOSES.map(({ code, label }) => [
    label,
    ...PERMISSIONS.map((permission) => {
      const use = {
        purpose: code,
        facts: {},
        attested: 0n,
        parameters: {},
        diseases: { ancestors: () => new Set<string>() },
        now: 0,
      };
      const { verdict } = coverage(purposeWords(bitOf(permission.code)), use);
      return { covered: 'yes', refused: '–', 'needs-review': 'for its disease' }[verdict];
    }),
  ]);
  return table(['research purpose', ...PERMISSIONS.map(({ code, label }) => `${label} (${code})`)], rows);
}

function conditionTable(): string {
  return table(
    ['condition', 'the request declares', 'it is met where'],
    MODIFIERS.map(({ code, label, facts, parameter, met }) => [
      `${label} (${code})`,
      facts.map(spelled).join(', '),
      `${met}${parameter === null ? '' : ` Compared with the dataset’s ${spelled(parameter)}.`}`,
    ]),
  );
}

function spelled(name: keyof Facts | string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** As the formatter writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => [...(row[i] ?? '')].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(PAGE, pageWithTables(readFileSync(PAGE, 'utf8')));
}
