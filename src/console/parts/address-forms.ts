const DIGEST = /^0x[0-9a-f]{64}$/;
const NUMBER = /^[1-9]\d{0,14}$/;

/** What parts of addresses that name something look like; by the name that routes give them. */
const FORMS: Readonly<Record<string, RegExp>> = {
  dataset: DIGEST,
  subject: DIGEST,
  form: DIGEST,
  person: DIGEST,
  job: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  permit: NUMBER,
};

/** Whether an address can be of anything: one that was cut or mistyped is of nothing, and the gateway's word on its form would help nobody. */
export function canBe(params: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(params).every(([name, value]) => FORMS[name]?.test(value ?? '') ?? true);
}
