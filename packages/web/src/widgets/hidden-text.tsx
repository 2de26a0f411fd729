// What a picture or a number leaves to the eye, for who hears the page: part of the name of a link, after what is seen.

import type { ReactNode } from 'react';

export function HiddenText({ children }: { readonly children: ReactNode }) {
  return <span className="visually-hidden">{children}</span>;
}
