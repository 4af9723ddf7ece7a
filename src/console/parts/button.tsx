import type { ReactNode } from 'react';
import { Button as Pressable } from 'react-aria-components';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** The one main action of a page is filled. */
  readonly look?: 'main' | 'outlined' | 'danger' | 'danger main' | 'plain';
  readonly isDisabled?: boolean;
  /** Its answer is awaited: it keeps the focus, and takes no second press. */
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  /** What screen readers say in place of what stands on it. */
  readonly label?: string;
}

const nothing = () => undefined;

/** A verb that does something. */
export function Button({
  look = 'outlined',
  isPending = false,
  type = 'button',
  onPress,
  label,
  children,
  ...rest
}: ButtonProps) {
  return (
    <Pressable
      className={`button ${look}`}
      type={isPending ? 'button' : type}
      onPress={isPending ? nothing : (onPress ?? nothing)}
      {...(label === undefined ? {} : { 'aria-label': label })}
      data-pending={isPending || undefined}
      {...rest}
    >
      {children}
    </Pressable>
  );
}
