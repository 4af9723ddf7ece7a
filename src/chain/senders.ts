import { Worker } from 'node:worker_threads';
import { TransactionType, type TypedTransaction } from '@ethereumjs/tx';
import { bigIntToUnpaddedBytes, SECP256K1_ORDER_DIV_2, setLengthLeft } from '@ethereumjs/util';
import { type Bytes, concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { moduleBeside } from '../core/module-url.ts';
import type { ChainCrypto } from './crypto.ts';
import { ANSWER_BYTES, QUESTION_BYTES, recoverKeys } from './sender-questions.ts';

const MAIN = moduleBeside(import.meta.url, 'sender-worker');
const MOST_AT_ONCE = 256;

interface Waiting {
  readonly question: Bytes;
  readonly resolve: (publicKey: Bytes) => void;
}

/** Finds out who signed transactions, in a thread of its own: it is the dearest part of taking one in, and the node's
 *  thread serves and makes blocks meanwhile. What arrives together, or while the thread is busy, goes to it together.
 *  Until the thread runs, and if it ends by itself, the node's own thread does the work. */
export class Senders {
  readonly #crypto: ChainCrypto;
  readonly #worker: Worker;
  readonly #queue: Waiting[] = [];
  #asked: Waiting[] = [];
  #running = false;
  #scheduled = false;

  constructor(crypto: ChainCrypto) {
    this.#crypto = crypto;
    this.#worker = new Worker(MAIN, { execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (answers: Bytes) => this.#answer(answers));
    this.#worker.on('error', () => undefined); // it ends, and what it was asked is answered here
    this.#worker.once('exit', () => this.#answerHere());
  }

  /** The sender's address. The transaction keeps its public key, so that executing it does not recover it again.
   *  Throws LEDGER_REJECTED where the signature belongs to no account, or is the high one of the two that are valid. */
  async senderOf(tx: TypedTransaction): Promise<Bytes> {
    const question = questionOf(tx);
    const key = this.#running ? await this.#ask(question) : recoverKeys(this.#crypto, question);
    if (key.every((byte) => byte === 0)) throw invalid();
    tx.cache.senderPubKey = key;
    return this.#crypto.keccak256(key).subarray(12);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(question: Bytes): Promise<Bytes> {
    return new Promise((resolve) => {
      this.#queue.push({ question, resolve });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#asked.length > 0 || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#running) return this.#answerHere();
      this.#asked = this.#queue.splice(0, MOST_AT_ONCE);
      this.#worker.postMessage(concat(...this.#asked.map(({ question }) => question)));
    });
  }

  /** The first message holds no answer: it says that the thread runs. */
  #answer(answers: Bytes): void {
    this.#running = true;
    for (const [i, { resolve }] of this.#asked.splice(0).entries()) {
      resolve(answers.subarray(i * ANSWER_BYTES, (i + 1) * ANSWER_BYTES));
    }
    this.#schedule();
  }

  #answerHere(): void {
    this.#running = false;
    for (const { question, resolve } of [...this.#asked.splice(0), ...this.#queue.splice(0)]) {
      resolve(recoverKeys(this.#crypto, question));
    }
  }
}

function questionOf(tx: TypedTransaction): Bytes {
  const { r, s, v } = tx;
  if (r === undefined || s === undefined || v === undefined || s > SECP256K1_ORDER_DIV_2) throw invalid();
  const recovery = tx.type === TransactionType.Legacy ? v - (tx.common.chainId() * 2n + 35n) : v;
  if (recovery !== 0n && recovery !== 1n) throw invalid();
  const question = new Uint8Array(QUESTION_BYTES);
  question.set(tx.getMessageToVerifySignature());
  question.set(setLengthLeft(bigIntToUnpaddedBytes(r), 32), 32);
  question.set(setLengthLeft(bigIntToUnpaddedBytes(s), 32), 64);
  question[96] = Number(recovery);
  return question;
}

function invalid(): CustosError {
  return new CustosError('LEDGER_REJECTED', 'invalid sender: the signature belongs to no account');
}
