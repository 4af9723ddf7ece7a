import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { concat, getBytes, hexlify, randomBytes } from 'ethers';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { encodeAssertion } from '../../src/core/assertion.ts';
import { isPasskeySignature } from '../../src/core/assertion-fault.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Address } from '../../src/core/ids.ts';
import { passkeySigner } from '../../src/core/signer.ts';
import { deploy, type World } from './deploy.ts';

const VERIFIED = '0x024ad318';
const RP = createHash('sha256').update('clinic.example').digest();
const FLAGS = [0x05, 0x05, 0x05, 0x1d, 0x0d, 0x15, 0x01, 0x04, 0x45, 0xc5];

let world: World;
beforeAll(async () => {
  world = await deploy();
});

/** Client data as browsers write it, and as nobody should. */
const clientData = fc.record({
  before: fc.constantFrom('', '', '', '', '', ' ', '"x":1,', '"challenge":"AAAA",', '"type":"webauthn.create",', 'é'),
  type: fc.constantFrom('webauthn.get', 'webauthn.get', 'webauthn.get', 'webauthn.get ', 'webauthn.create'),
  space: fc.constantFrom('', '', '', '', '', '', ' '),
  after: fc.constantFrom(
    '',
    ',"crossOrigin":false',
    ',"origin":"https://clinic.example"',
    ',"challenge":"AAAA"',
    ',"note":"\\u00e9"',
  ),
  end: fc.constantFrom('}', '}', '}', '}', '}', '', '}\n', '}}'),
});

it('takes nothing for a passkey’s signature that the contract would not', async () => {
  const verifier = String(world.passkeys.target).toLowerCase() as Address;
  const seen = { both: 0, contract: 0 };
  await fc.assert(
    fc.asyncProperty(
      clientData,
      fc.constantFrom(...FLAGS),
      fc.nat(40),
      fc.boolean(),
      async ({ before, type, space, after, end }, flags, extra, isHigh) => {
        const secret = p256.utils.randomSecretKey();
        const point = p256.getPublicKey(secret, false);
        const signer = passkeySigner(verifier, point.slice(1, 33), point.slice(33), RP);
        const digest = randomBytes(32);
        const text = Buffer.from(digest).toString('base64url');
        const clientDataJSON = `{${before}"type":${space}"${type}","challenge":${space}"${text}"${after}${end}`;
        const authenticatorData = Buffer.concat([RP, Buffer.of(flags, 0, 0, 0, 1), Buffer.alloc(extra)]);
        const hash = createHash('sha256').update(clientDataJSON).digest();
        const signed = p256.Signature.fromBytes(p256.sign(Buffer.concat([authenticatorData, hash]), secret));
        const s = isHigh ? p256.Point.Fn.ORDER - signed.s : signed.s;
        const signature = new p256.Signature(signed.r, s).toBytes('compact');
        const encoded = encoding({ authenticatorData, clientDataJSON, signature }, digest);
        const ours = isPasskeySignature(verifier, signer, digest, encoded);
        const theirs = await contractTakes(signer, digest, encoded);
        seen.both += ours ? 1 : 0;
        seen.contract += theirs ? 1 : 0;
        expect([ours, theirs]).not.toEqual([true, false]);
      },
    ),
    { numRuns: 300 },
  );
  expect(seen.both).toBeGreaterThan(5);
  expect(seen.contract).toBeGreaterThanOrEqual(seen.both);
}, 120_000);

/** Where it answers nothing, as somebody might write it all the same. */
function encoding(assertion: Parameters<typeof encodeAssertion>[0], digest: Uint8Array): Hex {
  try {
    return encodeAssertion(assertion, digest);
  } catch {
    return hexlify(concat([assertion.signature, new Uint8Array(192)])) as Hex;
  }
}

async function contractTakes(signer: Hex, digest: Uint8Array, signature: Hex): Promise<boolean> {
  const key = hexlify(getBytes(signer).slice(20));
  try {
    return (await world.passkeys.getFunction('verify')(key, hexlify(digest), signature)) === VERIFIED;
  } catch {
    return false; // it reverts on what it cannot read
  }
}
