import type { NotificationKind, ReportPeriod } from '../../../core/notification.ts';

/** The templates of one language. None takes what a notification is about: there is nothing to put in, but for letters on what staff
 *  recorded. That of a code takes the code, and says nothing more. */
export interface NotificationTexts {
  /** What a sender without a name is called. */
  readonly sender: string;
  readonly subject: (sender: string) => string;
  readonly greeting: string;
  readonly kinds: Readonly<Record<NotificationKind, (sender: string) => string>>;
  /** In place of `each-use`, where the uses of a time are told together. */
  readonly uses: Readonly<Record<ReportPeriod, (sender: string) => string>>;
  /** What staff recorded from a form or a call, before its own sentences: in letters alone. */
  readonly recorded: {
    readonly consent: string;
    readonly withdrawal: string;
    readonly everything: string;
    readonly 'research-opt-out': string;
    readonly 'full-opt-out': string;
    readonly 'back-in': string;
    readonly pause: (day: string) => string;
    readonly resumed: string;
    /** After them. */
    readonly wrong: (sender: string) => string;
  };
  /** That somebody asked for a code, and the code. */
  readonly code: (sender: string, code: string) => string;
  readonly codeUse: string;
  readonly codeDoubt: (sender: string) => string;
  readonly link: (link: string) => string;
  readonly doubt: (sender: string) => string;
}
