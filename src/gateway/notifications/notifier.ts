import type { NotificationLanguage } from '../../core/notification.ts';
import type { NotificationText } from './texts.ts';

/** One notification as it goes out. */
export interface OutgoingNotification extends NotificationText {
  /** Random; the same each time that this one is tried. */
  readonly id: string;
  readonly language: NotificationLanguage;
  readonly email?: string | undefined;
  readonly post?: readonly string[] | undefined;
}

/** `refused`: asking again does not mend it. `why` is for staff, and holds no address. */
export type Delivery =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'refused' | 'failed'; readonly why: string };

/** What brings notifications to people by one channel. A delivery MUST be durable with whoever took it once it is `delivered`; one
 *  whose answer was lost is tried again with the same id. Never rejects. */
export interface Notifier {
  deliver(notification: OutgoingNotification): Promise<Delivery>;
  close(): Promise<void>;
}
