import { readFile } from 'node:fs/promises';
import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  type DatasetId,
  formDigest,
  issuePermit,
  listConsents,
  listEntries,
  listPermits,
  listSubjects,
  type Pseudonym,
  readEvidence,
  revokePermit,
  withdrawnBy,
  withdrawRecorded,
} from '../../src/client/index.ts';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();

async function enter(path: string): Promise<void> {
  await pages.page.goto(pages.url);
  await pages.press('Auditor');
  await pages.page.waitForURL(/\/audit\//);
  await pages.page.goto(pages.url + path);
}

/** Hands on what the gateway answers, with one byte changed. */
async function flip(route: Route, at: number): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  body[at] = (body[at] ?? 0) ^ 1;
  await route.fulfill({ response, body });
}

async function saved(name: string): Promise<string> {
  const [download] = await Promise.all([pages.page.waitForEvent('download'), pages.press(name)]);
  return readFile(await download.path(), 'utf8');
}

describe('the verdict', () => {
  it('recomputes order, signatures and contents in the page, and says the level reached', async () => {
    await enter('/audit/verdict');
    await pages.heading('Does this log keep its promises?').waitFor();
    await pages.looksRight();
    await pages.page.getByLabel('A block that you know').fill('nonsense');
    await pages.press('Check everything now');
    await pages.page.getByText('Write the block’s number').waitFor();
    await pages.page.getByLabel('A block that you know').fill('');
    await pages.press('Check everything now');
    await pages.heading('Everything that was checked holds').waitFor();
    await pages.page
      .getByText(/^Order and signatures of \d+ entries recomputed, contents of 120 .* nothing broken\.$/)
      .waitFor();
    await pages.page.getByText(/^As of .*; no entries since\.$/).waitFor();
    await pages.looksRight();

    const page = await saved('As a page (HTML)');
    expect(page).toContain('<title>Custos – Everything that was checked holds</title>');
    expect(page).toContain('nothing broken.');
    expect(page).not.toMatch(/<script|<button|https?:\/\/(?!localhost|www.w3.org)/);
    const table = await saved('As a table (CSV)');
    expect(table).toMatch(/^check,consents,done,118,118,,,/m);
    for (const row of ['verdict,clean', 'level,openings', 'date,20', 'ledger,', 'block,0x', 'log,'])
      expect(table).toMatch(new RegExp(`^report,${row}`, 'm'));
  });

  it('holds the ledger to a block that is known from elsewhere', async () => {
    await enter('/audit/verdict');
    const { head } = await (await pages.client('auditor')).json<{ head: { height: number; hash: string } }>(
      'GET',
      '/v1/ledger',
    );
    await pages.page.getByLabel('A block that you know').fill(`${head.height} ${head.hash}`);
    await pages.press('Check everything now');
    await pages.page.getByText('it vouches for all blocks before it').waitFor();
    await pages.page.getByLabel('A block that you know').fill(`${head.height} 0x${'ab'.repeat(32)}`);
    await pages.press('Check again');
    await pages.heading('The block that you named is another one here').waitFor();
    expect(await pages.page.locator('.said.done').count()).toBe(0);
  });

  it.each([
    ['an entry', '**/log/tile/entries/**', 90, 'The log is not as it was signed'],
    ['a checkpoint', '**/log/checkpoint', 40, 'The log is not as it was signed'],
    ['evidence', '**/v1/log/entries/*/evidence', 60, 'The log is not complete, or does not show who asked'],
    ['contents', '**/v1/log/entries/*/openings', 300, 'Something was released that was not permitted'],
  ])('is not green where a byte of %s was changed', async (_, path, at, finding) => {
    await enter('/audit/verdict');
    await pages.page.route(path, (route) => flip(route, at));
    await pages.press('Check everything now');
    await pages.heading(/^(?:A promise was broken|Promises were broken)/).waitFor();
    await pages.page.getByRole('heading', { name: finding, level: 3 }).first().waitFor();
    expect(await pages.page.locator('.said.done').count()).toBe(0);
    await pages.looksRight();
  });

  it('says what it could not see where the gateway does not answer, and how to see it', async () => {
    await enter('/audit/verdict');
    await pages.page.route('**/v1/log/entries/*/openings', (route) => route.fulfill({ status: 403, body: '{}' }));
    await pages.press('Check everything now');
    await pages.heading('Nothing was seen broken, but not all could be seen').waitFor();
    await pages.page.getByText(/not all could be seen: order, signatures and evidence of/).waitFor();
    await pages.page.getByText('Contents are shown to auditors of the consortium').waitFor();
    pages.wrong = pages.wrong.filter((one) => !one.includes('403'));
  });
});

describe('the log', () => {
  it('is found by words, which stand in the address and can be taken away, and says whether it shows all', async () => {
    await enter('/audit/log');
    await pages.page.getByText(/^All \d+ entries, the newest first$/).waitFor();
    await pages.looksRight();
    await pages.page.getByLabel('Find entries').fill('outcome:refused requester:research from:2020-01-01 to:soon');
    await pages.press('Find');
    await pages.page.getByText(/^One of all \d+ entries$/).waitFor();
    await pages.page.getByText('to:soon names no time').waitFor();
    expect(new URL(pages.page.url()).searchParams.get('find')).toContain('outcome:refused');
    await pages.looksRight();
    const lines = (await saved('Keep the list')).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(',refused,purpose-not-permitted,');
    await pages.press('outcome:refused');
    await pages.page.getByText(/^\d of all \d+ entries, the newest first$/).waitFor();
    await pages.page.reload();
    await pages.page.getByRole('button', { name: 'requester:research' }).waitFor();
    await pages.page.getByLabel('To', { exact: true }).press('ArrowLeft');
    await pages.page.getByRole('button', { name: /^to:20/ }).waitFor();
  });

  it('says what a pasted text was recognised as', async () => {
    await enter('/audit/log');
    const { logId } = await (await pages.client('auditor')).identity();
    for (const [text, said] of [
      [`${logId}:1`, 'This is the number of an entry.'],
      [`0x${'12'.repeat(32)}:1`, 'This is an entry of another log'],
      [logId, 'This is the log of this hospital.'],
      [`0x${'ab'.repeat(20)}`, 'This is an account, and of no member here.'],
      ['c2sp.org/tlog-proof@v1', 'This is a receipt.'],
    ] as const) {
      await pages.page.getByLabel('Find entries').fill(text);
      await pages.press('Find');
      await pages.page.getByText(said).waitFor();
    }
  });
});

describe('what staff recorded', () => {
  it('is listed, found by the text of its reference, and told from what a patient withdrew by itself', async () => {
    const holder = await pages.client('holder');
    const recorded = (await listConsents(holder)).find(({ kind }) => kind === 'recorded');
    await withdrawRecorded(holder, recorded?.subject as Pseudonym, formDigest('Telephone call, 14:00'), undefined);
    const [known] = await listPermits(holder);
    const now = Math.floor(Date.now() / 1000);
    const order = { requester: known?.requester as Address, dataset: known?.dataset as DatasetId, purpose: 7 };
    const { permit } = await issuePermit(holder, { ...order, fromSeconds: now - 60, untilSeconds: now + 86_400 });
    await revokePermit(holder, permit, 'Study stopped');

    await enter('/audit/lists?of=recorded');
    await pages.page.getByRole('cell', { name: 'a consent, from paper' }).first().waitFor();
    const withdrawal = pages.page.getByRole('row', { name: /a withdrawal, from paper or telephone/ });
    await withdrawal.getByRole('link', { name: /^Entry/ }).waitFor();
    await pages.looksRight();

    await pages.page.goto(`${pages.url}/audit/log`);
    await pages.page.getByText(/^The hospital recorded that a patient withdrew all consents/).waitFor();
    await pages.page
      .getByText(/^A patient withdrew .*by their own signature$/)
      .first()
      .waitFor();
    for (const [text, said] of [
      ['Telephone call, 14:00', 'It is the reference of a withdrawal, from paper or telephone, recorded on'],
      ['Study stopped', `It is the reason why permit ${permit} was revoked on`],
      ['sheet of nobody', 'the reference of no form and no call'],
      [`permit:${permit}`, 'The ledger keeps a digest of the reason.'],
      [`permit:${permit} Study stopped`, 'The reason was, by its digest: “Study stopped”.'],
    ] as const) {
      await pages.page.getByLabel('Find entries').fill(text);
      await pages.press('Find');
      await pages.page.getByText(said).waitFor();
      if (!text.startsWith('Telephone call')) continue;
      // What stands below does not say that there is nothing.
      await pages.page.getByText(/^No entry says these words itself/).waitFor();
      expect(await pages.page.getByText(/^None of all|^No entry is like that/).count()).toBe(0);
      expect(await pages.page.getByRole('button', { name: 'Telephone' }).count()).toBe(0);
    }
    await pages.looksRight();
  });
});

describe('an entry', () => {
  it('is told in plain words and kept as a page', async () => {
    await enter('/audit/log/1');
    await pages.page.getByText('The hospital’s computer allowed it under permit 1.').waitFor();
    await pages.page.getByText('It cannot have been changed since without being seen').waitFor();
    const page = await saved('As a page (HTML)');
    expect(page).toMatch(/<title>Custos – Entry 1: Sample Research Institute received/);
    expect(page).toContain('root, as signed');
    expect(page).not.toMatch(/<script|<button/);
  });

  it('is led to the signed root in the page, and decided anew', async () => {
    await enter('/audit/log/1');
    await pages.heading(/^Entry 1: Sample Research Institute received 63 items/).waitFor();
    await pages.page.getByText('this page led its bytes to the signed root').waitFor();
    const { size } = await (await pages.client('auditor')).json<{ size: number }>('GET', '/v1/log');
    const root = pages.page.locator('.path li', { hasText: 'root, as signed' }).locator('code').last();
    const signed = pages.page.locator('.chain li', { hasText: `a tree of ${size} entries` }).locator('code');
    expect(await root.textContent()).toBe(await signed.textContent());
    await pages.press('Decide it anew here');
    await pages.page.getByText('Decided anew: the same.').waitFor();
    await pages.page.getByText('63 of its items opened').waitFor();
    await pages.looksRight();
    await pages.page.goto(`${pages.url}/audit/log/1?log=0x${'12'.repeat(32)}`);
    await pages.page.getByText('names another log than this hospital’s').waitFor();
    await pages.page.goto(`${pages.url}/audit/log/4000`);
    await pages.page.getByText('The log has no entry 4000 yet').waitFor();
  });

  it('is not shown as proven where its receipt was changed', async () => {
    await enter('/audit/verdict');
    await pages.page.route('**/v1/log/entries/1/receipt', (route) => flip(route, 60));
    await pages.page.goto(`${pages.url}/audit/log/1`);
    await pages.page.getByText('does not lead to a root that the log signed').waitFor();
    expect(await pages.page.locator('.said.done').count()).toBe(0);
  });

  it('says why what lies behind it does not show, and what to do', async () => {
    await enter('/audit/verdict');
    for (const [status, code, word] of [
      [403, 'FORBIDDEN', 'Auditors of the consortium may open it'],
      [404, 'NOT_FOUND', 'The hospital must keep it'],
      [410, 'KEY_SHREDDED', 'It was erased by right'],
    ] as const) {
      const body = JSON.stringify({ code, detail: 'Not here.' });
      await pages.page.route('**/v1/log/entries/1/evidence', (route) =>
        route.fulfill({ status, body, contentType: 'application/problem+json' }),
      );
      await pages.page.goto(`${pages.url}/audit/log/1`);
      await pages.page.getByText(word).waitFor();
    }
    pages.wrong = pages.wrong.filter((one) => !/status of 4(?:03|04|10)/.test(one));
  });
});

describe('a receipt', () => {
  it('is verified without asking anybody, and says what it does not prove', async () => {
    const auditor = await pages.client('auditor');
    const receipt = new TextDecoder().decode(await auditor.bytes('GET', '/v1/log/entries/2/receipt'));
    const evidenceOf = async (seq: number) =>
      new TextDecoder().decode(await auditor.bytes('GET', `/v1/log/entries/${seq}/evidence`));
    const [evidence, other] = [await evidenceOf(2), await evidenceOf(1)];
    await enter('/audit/receipt');
    await pages.looksRight();
    const give = (text: string) =>
      pages.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'r', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await pages.page.context().setOffline(true);
    await give(receipt);
    await pages.page.getByText('What it does not prove').waitFor();
    await pages.page.getByText('A withdrawal, pause or opt-out was acknowledged').waitFor();
    await pages.page.getByText('Which act it was, of whom and until when').waitFor();
    expect(await pages.page.getByText('The file has other words').count()).toBe(0);
    await give(`The hospital paid me 1000 euro.\r\n\r\n${receipt}`);
    await pages.page.getByText('The file has other words beside the receipt. They are not proved').waitFor();
    await pages.press('Read another one');
    await give(receipt.replace('index 2', 'index 1'));
    await pages.page.getByText('It is not genuine').waitFor();
    await pages.press('Read another one');
    const dropped = async (name: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([pages.page.waitForEvent('filechooser'), pages.press('Choose a file')]);
      await chooser.setFiles({ name, mimeType: 'text/plain', buffer });
    };
    await dropped(
      'unicode.txt',
      Buffer.from(`\ufeffDear auditor,\r\n\r\n${receipt.replaceAll('\n', '\r\n')}`, 'utf16le'),
    );
    await pages.page.getByText('It is genuine').waitFor();
    await pages.press('Read another one');
    await dropped('both.txt', Buffer.from(`${receipt}\n${receipt.replace('index 2', 'index 1')}`));
    await pages.page.getByText('cannot be read as one: it was cut off or damaged, or several are in it').waitFor();
    await give(receipt.slice(0, -40));
    await pages.page.getByText('cannot be read as one').waitFor();
    await give('no receipt at all');
    await pages.page.getByText('This is neither a receipt nor').waitFor();
    await give('{"format":"custos/evidence-bundle/v1"}');
    await pages.page.getByText('This is a bundle').waitFor();
    await give(evidence);
    await pages.page.getByText('This is no receipt: it is what lies behind an entry').waitFor();
    await give(receipt);
    await pages.page.getByText('It belongs to the receipt: entry 2').waitFor();
    // What was given beside it says whose withdrawal it was, and of what.
    await pages.page
      .getByRole('term')
      .filter({ hasText: /^Patient$/ })
      .waitFor();
    await pages.page.getByText('A patient withdrew all consents, by their own signature').waitFor();
    await pages.press('Read another one');
    await give(receipt);
    await give(other);
    await pages.page.getByText('It does not belong to the receipt').waitFor();
    await pages.page.context().setOffline(false);
    // Names of members are asked for, and may be missing.
    pages.wrong = pages.wrong.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'));
  });
});

describe('what there is of one patient', () => {
  const entries = () => pages.page.getByRole('region', { name: 'Entries', exact: true });
  const numbered = async (number: string) => {
    const subjects = await listSubjects(await pages.client('holder'));
    return subjects.find(({ identifiers }) => identifiers.includes(`urn:sample:mrn|${number}`))?.subject ?? '';
  };
  /** Of who withdrew by itself. */
  const withdrawn = async () => {
    const auditor = await pages.client('auditor');
    for await (const entry of listEntries(auditor)) {
      const evidence = entry.kind === 'revocation' ? await readEvidence(auditor, entry) : undefined;
      if (evidence?.kind === 'revocation' && withdrawnBy(evidence).by === 'signer') return evidence.subject;
    }
    throw new Error('Nobody withdrew.');
  };
  const seek = async (text: string) => {
    await pages.page.getByLabel('Find entries').fill(text);
    await pages.press('Find');
  };

  it('is what it signed and what was recorded, by how its pseudonym begins', async () => {
    await enter('/audit/log');
    const subject = await withdrawn();
    await seek(`patient:${subject.slice(0, 12)}`);
    await pages.page.getByText(`One patient’s pseudonym begins with ${subject.slice(0, 12)}`).waitFor();
    const ledger = pages.page.getByRole('region', { name: 'What stands on the ledger of this patient' });
    await ledger.getByText(/^All \d+, the newest first$/).waitFor();
    for (const what of ['Enrolled', 'A key or passkey of the patient’s own was bound', 'A consent was given'])
      await ledger.getByRole('rowheader', { name: what }).first().waitFor();
    await ledger
      .getByRole('row', { name: /consents? (?:was|were) withdrawn.*Signed by the patient/ })
      .first()
      .waitFor();
    const lines = (await saved('Keep what stands on the ledger')).trim().split('\r\n');
    expect(lines[0]).toBe('time,block,kind,what,how,who,form,entry');
    expect(lines).toHaveLength(1 + (await ledger.getByRole('rowheader').count()));
    await pages.page.setViewportSize({ width: 320, height: 700 });
    const place = await ledger
      .getByRole('row', { name: /Enrolled/ })
      .getByRole('cell')
      .last()
      .boundingBox();
    expect((place?.x ?? 321) + (place?.width ?? 0)).toBeLessThanOrEqual(320);
    await pages.page.setViewportSize({ width: 1280, height: 900 });
    await pages.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await ledger.getByRole('button', { name: /^Copy the whole pseudonym of patient/ }).press('Enter');
    await ledger.getByRole('status').getByText('Copied').waitFor();
    expect(await pages.page.evaluate('navigator.clipboard.readText()')).toBe(subject);
    await pages.looksRight();
  });

  it('is found among entries by opening those that may be of one, when it is asked for', async () => {
    await enter('/audit/log');
    await seek(`patient:${await withdrawn()}`);
    await pages.page.getByText(/^0 of \d+ entries opened/).waitFor();
    expect(await entries().count()).toBe(0);
    await pages.press(/^Open (?:the one|\d+) entr/);
    await pages.page.getByText(/^All \d+ entries opened; [1-9]\d* of them/).waitFor();
    await entries()
      .getByText(/^A patient withdrew .*by their own signature$/)
      .first()
      .waitFor();
    await entries()
      .getByText(/reached the ledger$/)
      .first()
      .waitFor();
    await entries()
      .getByText(/ received \d+ items/)
      .first()
      .waitFor();
    await pages.looksRight();
  });

  it('is not searched for where a beginning is of nobody, or of several', async () => {
    await enter('/audit/log');
    await seek('patient:0x00000000000000');
    await pages.page.getByText('No patient’s pseudonym begins with 0x00000000000000').waitFor();
    const [one, other] = [await numbered('1001'), await numbered('1002')];
    await pages.page.route('**/v1/pseudonyms/find', (route) =>
      route.fulfill({ json: { found: [{ subjects: [one, other] }] } }),
    );
    await seek('patient:0xabcd');
    await pages.page.getByText('The pseudonyms of 2 patients begin with 0xabcd').waitFor();
    expect(await pages.page.getByRole('heading', { name: 'What stands on the ledger' }).count()).toBe(0);
    await pages.looksRight();
    await pages.page.getByRole('link', { name: other.slice(0, 10) }).click();
    await pages.page.getByRole('rowheader', { name: 'Enrolled' }).waitFor();
  });
});

describe('who did what', () => {
  it('is listed whole, by who did it', async () => {
    await enter('/audit/lists?of=bindings');
    await pages.page.getByText('All 9. What was done by whoever did most comes first.').waitFor();
    await pages.looksRight();
    expect((await saved('Keep the list')).trim().split('\r\n')).toHaveLength(10);
    for (const list of ['Acts', 'Recorded from paper', 'Permits', 'Stopped', 'Erasures', 'Losses', 'Pseudonyms']) {
      await pages.page.getByRole('link', { name: list }).click();
      await pages.page.getByText(/^There is none\.$|^All \d|^The one there is$/).waitFor();
    }
  });

  it('is drawn over time, with the same numbers as tables', async () => {
    await enter('/audit/charts');
    await pages.page.getByText(/^Counted from \d+ of \d+ entries/).waitFor();
    await pages.page.locator('.chart').first().locator('table').waitFor({ state: 'attached' });
    const cells = await pages.page.locator('.chart').first().locator('td').allTextContents();
    const sumOf = (column: 0 | 1 | 2) =>
      cells.filter((_, i) => i % 3 === column).reduce((sum, one) => sum + Number(one), 0);
    expect([sumOf(0), sumOf(1), sumOf(2)]).toEqual([2, 1, 0]);
    await pages.looksRight();
    // How long entries waited is drawn from what this page verified, and from nothing else.
    await pages.page.getByRole('link', { name: 'To the verification' }).click();
    await pages.press('Check everything now');
    await pages.heading('Everything that was checked holds').waitFor();
    await pages.page.getByRole('link', { name: 'Over time' }).click();
    await pages.page.getByText(/^At most [\d.,]+ s, .*Recomputed in this page\.$/).waitFor();
    await pages.looksRight();
  });
});
