import { expect, it } from 'vitest';
import { csvLines, csvText } from '../../../src/console/parts/csv-text.ts';

it('a table that is saved begins with the mark by which spreadsheets tell its encoding, once', () => {
  const rows = [['Médico, João', -5, '=1+1', 'two\nlines']];
  const line = '"Médico, João",-5,\'=1+1,"two\nlines"\r\n';
  expect(csvText(rows)).toBe(`\ufeff${line}`);
  expect(csvLines(rows)).toBe(line);
});
