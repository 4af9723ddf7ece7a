import type { ReactNode } from 'react';
import { Button as Pressable } from 'react-aria-components';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** The one main action of a page is filled. */
  readonly look?: 'main' | 'outlined' | 'danger' | 'danger main' | 'plain';
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  readonly slot?: string;
  readonly autoFocus?: boolean;
}

/** A verb that does something. While it waits for an answer it takes no second press. */
export function Button({ look = 'outlined', children, ...rest }: ButtonProps) {
  return (
    <Pressable className={`button ${look}`} {...rest}>
      {children}
    </Pressable>
  );
}
