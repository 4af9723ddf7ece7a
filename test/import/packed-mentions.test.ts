import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fatesOf, heldBack } from './fates.ts';
import { base64, CHILD, KID, kid, MRN, MUM, mum, observation, patient } from './two-patients.ts';

describe('what is packed in what is packed', () => {
  const said = `{"reference":"Patient\\/${MUM}"}`;
  const gzip = (text: string): string => gzipSync(text).toString('base64');
  const lines = (text: string): string => base64(text).replace(/.{76}/g, '$&\r\n');
  const quoted = (text: string): string =>
    text.replace(/[=/{]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const attached = (data: string): object => ({ content: [{ attachment: { contentType: 'text/plain', data } }] });
  const number = `<id root="${MRN}" extension="80002"/>`;
  const packings: readonly (readonly [string, string])[] = [
    ['base64 within JSON', base64(JSON.stringify({ data: base64(said) }))],
    ['base64 of base64', base64(base64(said))],
    ['base64 of base64 of a document', base64(base64(`<ClinicalDocument>${number}</ClinicalDocument>`))],
    ['base64 within XML', base64(`<text encoding="B64">${base64(number)}</text>`)],
    [
      'lines of base64 within a message',
      base64(`Content-Transfer-Encoding: base64\r\n\r\n${lines(`${' '.repeat(100)}${said}`)}\r\n--x--`),
    ],
    ['URL-safe base64', base64(`{"x":"${Buffer.from(`???${said}`).toString('base64url')}"}`)],
    ['data URL within HTML', base64(`<img src="data:text/html;base64,${base64(said)}">`)],
    [
      'data URL within a data URL',
      base64(`data:text/html,${encodeURIComponent(`<a href="data:,${encodeURIComponent(said)}">`)}`),
    ],
    ['JSON within JSON within JSON', base64(JSON.stringify({ a: JSON.stringify({ b: said }) }))],
    ['slashes as other systems escape them', base64(`{"reference":"Patient\\u002f${MUM}"}`)],
    ['per cent signs, twice', base64(encodeURIComponent(encodeURIComponent(said)))],
    ['quoted-printable', base64(quoted(`see Patient/${MUM} =`))],
    ['hex', base64(`{"x":"${hex(said)}"}`)],
    ['hex alone', hex(said)],
    ['gzip', gzip(said)],
    ['gzip of base64 of gzip', gzip(`{"x":"${gzip(said)}"}`)],
    ['zlib', deflateSync(said).toString('base64')],
    ['UTF-16 without a mark', Buffer.from(said, 'utf16le').toString('base64')],
    ['UTF-16, big end first', Buffer.from(said, 'utf16le').swap16().toString('base64')],
    ['Latin-1', Buffer.from(`Müller, siehe Patient/${MUM} für Näheres`, 'latin1').toString('base64')],
  ];

  test('names whom it names, wherever it stands', async () => {
    const documents = packings.map(([, data], i) => ({
      resourceType: 'DocumentReference',
      id: `d${i}`,
      subject: CHILD,
      ...attached(data),
    }));
    const texts = packings.map(([, data], i) => observation(`t${i}`, { note: [{ text: `${data}` }] }));
    const shared = packings.map(([, data], i) => ({ resourceType: 'Medication', id: `m${i}`, code: { text: data } }));
    const { fates } = await fatesOf([kid, mum, ...documents, ...texts, ...shared]);
    const through = packings.filter((_, i) =>
      ['DocumentReference/d', 'Observation/t', 'Medication/m'].some((id) => fates.has(`${id}${i}`)),
    );
    expect(through.map(([name]) => name)).toEqual([]);
    expect(fates.size).toBe(2);
  });

  test('stays with its owner where it names the owner', async () => {
    const own = packings.map(([, data], i) => observation(`t${i}`, { note: [{ text: data }] }));
    const { fates } = await fatesOf([
      patient(MUM, '80002'),
      ...own.map((one) => ({ ...one, subject: { reference: `Patient/${MUM}` } })),
    ]);
    expect(fates.size).toBe(own.length + 1);
  });

  test('is held back where it nests so deeply that nobody looks', async () => {
    let data = said;
    for (let i = 0; i < 9; i++) data = base64(data);
    const { fates, report } = await fatesOf([kid, mum, observation('1', { note: [{ text: data }] })]);
    expect(fates.has('Observation/1')).toBe(false);
    expect(heldBack(report)).toEqual({ 'several-patients Observation': 1 });
  });

  test('and cannot be read stays with its owner, and is shared with nobody', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3, 4, 200, 201]);
    const unread = [
      png,
      Buffer.from('%PDF-1.7 abc'),
      gzipSync(Buffer.alloc(32 * 1024 * 1024)),
      gzipSync('x'.repeat(1000)).subarray(0, 20),
      Buffer.from(`${'x'.repeat(600 * 1024)} Patient/${MUM}`),
    ].map((bytes) => bytes.toString('base64'));
    const documents = unread.map((data, i) => ({
      resourceType: 'DocumentReference',
      id: `${i}`,
      subject: CHILD,
      ...attached(data),
    }));
    const extension = (value: object): object => ({ extension: [{ url: 'urn:q', ...value }] });
    const shared = unread.map((data, i) => ({
      resourceType: 'Medication',
      id: `${i}`,
      ...extension({ valueAttachment: { data } }),
    }));
    const drawn = {
      resourceType: 'Location',
      id: 'x',
      ...extension({ valueUrl: `data:image/png;base64,${unread[0]}` }),
    };
    const { fates, report } = await fatesOf([kid, mum, ...documents, ...shared, drawn]);
    expect(heldBack(report)).toEqual({ 'shared-names-patient Medication': 5, 'shared-names-patient Location': 1 });
    expect(fates.size).toBe(2 + unread.length);
    expect(report.unread).toBe(unread.length);
  });

  test('is told from words, codes and digests that look like it', async () => {
    const harmless = [
      'Dermatopathologyreportattachmentofspecimen',
      '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      '100% of AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, 50%25',
      'C:\\reports\\new\\7.txt',
      'a=b, x=0D, y=20',
    ];
    const medications = harmless.map((text, i) => ({ resourceType: 'Medication', id: `${i}`, code: { text } }));
    const { fates, report } = await fatesOf([kid, mum, ...medications]);
    expect(heldBack(report)).toEqual({});
    expect(fates.size).toBe(2 + harmless.length);
  });
});

describe('members that come twice', () => {
  test.each([
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${KID}"},"focus":[{"type":"Patient","identifier":{"system":"${MRN}","value":"80002"},"identifier":{"system":"${MRN}","value":"80001"}}]}`,
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${MUM}"},"subject" : {"reference":"Patient/${KID}"}}`,
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${MUM}"},"subject":{"reference":"Patient/${KID}"},"x\\\\":1,"y\\\\":1}`,
  ])('are refused, since parsers disagree on which one counts: %s', async (line) => {
    await expect(fatesOf([kid, mum, line])).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
  });

  test('are told from quotes in a text', async () => {
    const texts = ['she said "reference": "x" and \\"y\\": "subject": "', ': a colon', '\\', '\\\\"', '"'];
    const note = texts.map((text) => ({ text, [text]: 1 }));
    const { fates } = await fatesOf([kid, observation('1', { note })]);
    expect(fates.has('Observation/1')).toBe(true);
  });
});
