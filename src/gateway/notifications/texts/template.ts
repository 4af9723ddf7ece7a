import type { NotificationKind } from '../../../core/notification.ts';

/** The templates of one language. None takes what a notification is about: there is nothing to put in. */
export interface NotificationTexts {
  /** What a sender without a name is called. */
  readonly sender: string;
  readonly subject: (sender: string) => string;
  readonly greeting: string;
  readonly kinds: Readonly<Record<NotificationKind, (sender: string) => string>>;
  readonly link: (link: string) => string;
  readonly doubt: (sender: string) => string;
}
