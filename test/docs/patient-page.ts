import {
  bindPasskey,
  browserPasskeys,
  type Choice,
  type ConsentText,
  categoryLabels,
  describeConsent,
  GatewayClient,
  giveConsent,
  judgeReceipt,
  kindWords,
  type Language,
  listConsents,
  listMembers,
  ownAccesses,
  pauseReleases,
  purposeLabel,
  resumeReleases,
  withdrawConsent,
} from '../../src/client/index.ts';

/** Shows the person a line. */
type Say = (line: string) => void;

/** The page is opened: what it signs with is a passkey of this device. */
export function openPage(hospital: string): GatewayClient {
  return new GatewayClient({ endpoint: hospital, account: { device: browserPasskeys() } });
}

/** The person typed its code: the device asks for its finger, once to make the passkey and once to sign with it. */
export async function begin(page: GatewayClient, code: string, say: Say): Promise<void> {
  const { recorded } = await bindPasskey(page, code, { name: 'Ana', device: 'Ana’s telephone' });
  say('From now on this device speaks for you.');
  say(`Consents that the hospital recorded for you before: ${recorded.length}.`);
}

/** What the person ticked: research into health and illness, for a year, but for the kinds of data that it leaves out. */
export function ticked(notice: string, leftOut: readonly string[]): Choice {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400;
  return {
    permission: 'HMB',
    modifiers: [],
    aiTraining: 'no',
    commercial: 'no',
    transferAbroad: 'yes',
    excluded: leftOut,
    identifiable: true,
    futureMembers: false,
    fromSeconds: today,
    untilSeconds: today + 365 * 86_400 - 1,
    notice,
  };
}

/** What the person is about to sign, in its language. */
export async function read(page: GatewayClient, choice: Choice, language: Language, say: Say): Promise<ConsentText> {
  const text = await describeConsent(page, choice, language);
  for (const line of text.lines) say(line);
  return text;
}

/** The person pressed “I agree”: the device asks for its finger, and signs that text. */
export async function agree(page: GatewayClient, choice: Choice, text: ConsentText, say: Say): Promise<void> {
  const { warnings = [] } = await giveConsent(page, choice, text);
  say('Your consent counts.');
  for (const warning of warnings) say(warning);
}

/** The person chose anew: the new consent is given, then each that counted before is withdrawn. */
export async function change(page: GatewayClient, choice: Choice, text: ConsentText, say: Say): Promise<void> {
  const before = (await listConsents(page)).filter(({ active }) => active);
  await agree(page, choice, text, say);
  for (const { grant } of before) {
    const { entry } = await withdrawConsent(page, grant);
    say(`The one of before ended ${moment(entry.time)}.`);
  }
}

/** Nothing leaves until that second, whatever was agreed to. */
export async function pause(page: GatewayClient, until: number, say: Say): Promise<void> {
  await pauseReleases(page, until);
  say(`Paused until ${moment(until * 1000)}: nobody gets anything of yours.`);
}

/** What was agreed to counts again. */
export async function goOn(page: GatewayClient, say: Say): Promise<void> {
  const { pausedUntil } = await resumeReleases(page);
  say(pausedUntil === undefined ? 'The pause is over: what you agreed to counts again.' : 'The pause goes on.');
}

/** Who had which kinds of the person's data, for what, by which consent; each is held to the hospital's log. */
export async function whoHadIt(page: GatewayClient, say: Say): Promise<void> {
  const names = new Map((await listMembers(page)).map(({ identity, name }) => [identity, name]));
  const given = new Map((await listConsents(page)).map((one) => [one.grant, one]));
  for (const { entry, kinds, categories, grants, receipt } of await ownAccesses(page)) {
    say(`${moment(entry.time)}: ${entry.requester && names.get(entry.requester)}, for ${purposeLabel(entry.purpose)}`);
    say(`  what: ${kindWords(kinds)}`);
    say(`  sensitive in it: ${categoryLabels(categories).join(', ') || 'nothing'}`);
    for (const { grant } of grants)
      say(`  by the consent that you gave ${moment((given.get(grant)?.grantedAt ?? 0) * 1000)}`);
    const { verdict } = judgeReceipt(new TextEncoder().encode(receipt), [await page.known()]);
    say(`  receipt: ${verdict}`);
  }
}

/** The person takes everything back. It counts when this is said. */
export async function takeBack(page: GatewayClient, say: Say): Promise<void> {
  const { entry, receipt, remaining } = await withdrawConsent(page, undefined);
  say(`Withdrawn, ${moment(entry.time)}. Consents of yours that still count: ${remaining.length}.`);
  const { verdict } = judgeReceipt(new TextEncoder().encode(receipt), [await page.known()]);
  say(`The hospital signed for it: ${verdict}.`);
}

function moment(ms: number): string {
  const form = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', form).format(ms);
}
