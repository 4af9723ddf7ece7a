import type { ImportReport } from '../import/import-report.ts';

/** What an import took, shared, labelled and held back, for people. What there is none of is left out. */
export function importLines(report: ImportReport): string[] {
  const { resources, patients, items, bytes, files, suppressed, invalid } = report;
  const [broken] = invalid.examples;
  return [
    `${items} items (${(bytes / 1e6).toFixed(1)} MB) of ${resources} resources and ${patients} patients, from ${files.length} files`,
    ...listed(
      'patients are known by',
      Object.entries(report.identifiedBy).map(([system, count]) => `${system} (${count})`),
    ),
    ...listed('shared with every requester', counted(report.shared)),
    ...listed('labelled', counted(report.labelled)),
    ...(report.unlabelled.count > 0
      ? [
          `without a label, so no grant can exclude them by category: ${report.unlabelled.count} files, such as ${report.unlabelled.examples.join(', ')}. --category and a column of the map label them.`,
        ]
      : []),
    ...(report.restricted > 0
      ? [`marked as restricted without saying why, so labelled with every sensitive category: ${report.restricted}`]
      : []),
    ...listed('held back', report.quarantined.map(held)),
    ...listed(
      'not read',
      report.skippedFiles.map(({ file, reason }) => `${file} (${reason})`),
    ),
    ...(broken
      ? [`left out: ${invalid.count} lines, such as ${broken.file}:${broken.line}, which ${broken.problem}`]
      : []),
    ...(suppressed.patients > 0
      ? [`left out: ${suppressed.resources} resources of ${suppressed.patients} patients who were erased`]
      : []),
  ];
}

function held({ count, type, reason, examples: [first] }: ImportReport['quarantined'][number]): string {
  return `${count} ${type} (${reason}${first ? `, such as ${first.file}:${first.line}` : ''})`;
}

function counted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, count]) => `${count} ${name}`);
}

function listed(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`${title}: ${parts.join(', ')}`];
}
