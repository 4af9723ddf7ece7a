import type { Logger } from 'pino';
import type { Pseudonym } from '../../core/ids.ts';
import { NOTIFICATION_CHANNELS, type NotificationChannel } from '../../core/notification.ts';
import { backoff, pause } from '../../core/patience.ts';
import type { KeptNotification } from '../records/gateway-records.ts';
import type { Delivery, Notifier } from './notifier.ts';
import { idOf, type NotificationQueue, type Queued } from './queue.ts';
import { codeText, type NotificationSender, type NotificationText, notificationText } from './texts.ts';

/** In ms. */
export interface DeliveryPatience {
  readonly poll: number;
  /** Before the second attempt; it doubles with each. */
  readonly first: number;
  readonly longest: number;
  /** From the first attempt on. */
  readonly giveUp: number;
}

export const DELIVERY_PATIENCE: DeliveryPatience = {
  poll: 500,
  first: 60_000,
  longest: 6 * 3_600_000,
  giveUp: 7 * 86_400_000,
};

export interface DelivererDeps {
  readonly queue: NotificationQueue;
  /** What waits for a channel without one stays in the queue, and is listed. */
  readonly notifiers: Readonly<Partial<Record<NotificationChannel, Notifier>>>;
  readonly sender: () => NotificationSender;
  /** Nobody is told anything of who was erased. */
  readonly isErased: (subject: Pseudonym) => boolean;
  readonly logger: Logger;
  readonly patience: DeliveryPatience;
}

const AT_ONCE = 64;
/** In a row, before a channel as a whole is left alone for a while. */
const FAILURES = 3;

/** Brings what waits in the queue to people, at least once each, one after the other in each channel. A channel that fails is left
 *  alone for longer and longer, and what cannot be brought within the time is given up, or goes by the other one. */
export class Deliverer {
  readonly #deps: DelivererDeps;
  readonly #closing = new AbortController();
  readonly #running: Promise<unknown>;
  /** What is just being handed over, by its channel. */
  readonly #underway = new Map<NotificationChannel, { readonly subject: Pseudonym; readonly over: Promise<void> }>();

  constructor(deps: DelivererDeps) {
    this.#deps = deps;
    const channels = NOTIFICATION_CHANNELS.flatMap((channel) => {
      const notifier = deps.notifiers[channel];
      return notifier === undefined ? [] : [this.#run(channel, notifier)];
    });
    this.#running = Promise.all(channels);
  }

  /** Resolves when the delivery at hand is over. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    for (const notifier of Object.values(this.#deps.notifiers)) await notifier.close();
  }

  /** Resolves when nothing of the subject's is being handed over by that channel that was before. */
  async settled(subject: Pseudonym, channel: NotificationChannel): Promise<void> {
    const underway = this.#underway.get(channel);
    if (underway?.subject === subject) await underway.over;
  }

  async #run(channel: NotificationChannel, notifier: Notifier): Promise<void> {
    const { logger, patience } = this.#deps;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      let isMore = false;
      try {
        const due = await this.#deps.queue.due(channel, Date.now(), AT_ONCE);
        failures = await this.#deliverAll(due, notifier, failures);
        isMore = due.length === AT_ONCE && failures < FAILURES;
      } catch (err) {
        failures++;
        logger.warn({ err }, 'notifications could not be read or written; it is tried again');
      }
      const rest = failures < FAILURES ? patience.poll : backoff(failures - FAILURES, patience);
      if (!isMore) await pause(rest, signal, { isIdle: true });
    }
  }

  /** Gives how many failed in a row up to now. */
  async #deliverAll(due: readonly Queued[], notifier: Notifier, before: number): Promise<number> {
    let failures = before;
    for (const queued of due) {
      if (this.#closing.signal.aborted) break;
      const isDown = await this.#deliver(queued, notifier);
      failures = isDown ? failures + 1 : 0;
      if (failures >= FAILURES) break;
    }
    return failures;
  }

  /** Whether the channel, and not this one notification, seems to fail. */
  async #deliver(queued: Queued, notifier: Notifier): Promise<boolean> {
    const { queue, isErased } = this.#deps;
    const { channel, subject, code } = queued.notification;
    if (isErased(subject) || (code !== undefined && code.expires <= Date.now())) {
      await queue.drop(queued);
      return false;
    }
    // What was queued before, or just as, the patient was switched to paper.
    if (channel === 'email' && queue.isOnPaper(subject)) {
      await queue.byPost(queued);
      return false;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underway.set(channel, { subject, over: promise });
    return this.#handOver(queued, notifier).finally(() => {
      this.#underway.delete(channel);
      resolve();
    });
  }

  async #handOver(queued: Queued, notifier: Notifier): Promise<boolean> {
    const { sender } = this.#deps;
    const { to, channel } = queued.notification;
    const delivery = await notifier.deliver({
      id: idOf(queued.key),
      language: to.language,
      ...(channel === 'email' ? { email: to.email } : { post: to.post }),
      ...textOf(queued.notification, sender()),
    });
    await this.#settle(queued, delivery);
    return delivery.outcome === 'failed';
  }

  async #settle({ key, notification }: Queued, delivery: Delivery): Promise<void> {
    const { queue, patience, notifiers } = this.#deps;
    const now = Date.now();
    const tried = notification.tried ?? now;
    const known = { ...notification, attempts: notification.attempts + 1, tried };
    if (delivery.outcome === 'delivered') {
      const { fault: _, ...told } = known;
      return queue.end({ key, notification: told }, 'delivered', now);
    }
    const failed = { key, notification: { ...known, fault: delivery.why } };
    const isOver = delivery.outcome === 'refused' || now - tried >= patience.giveUp;
    if (!isOver) return queue.postpone(failed, now + backoff(notification.attempts, patience));
    const isMail = notification.channel === 'email';
    // A letter comes when a code is long over.
    const mayGoByPost = isMail && notification.code === undefined;
    if (mayGoByPost && notification.to.post !== undefined && notifiers.post !== undefined)
      return queue.redirect(failed, 'post');
    return queue.end(failed, 'failed', now);
  }
}

function textOf(
  { kind, to, channel, code, said, period }: KeptNotification,
  sender: NotificationSender,
): NotificationText {
  if (kind === 'narrowing-code') return codeText(code?.text ?? '', to.language, sender);
  return notificationText(kind, to.language, sender, { period, said: channel === 'post' ? said : undefined });
}
