import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ComponentProps, ReactNode, Ref as ReactRef } from 'react';
import type { Ref } from './wire';

type PlainLink = Omit<ComponentProps<'a'>, 'href' | 'ref'> & {
  to: string;
  ref?: ReactRef<HTMLAnchorElement>;
};

/** A link inside the application by its plain path, which may carry a query. */
export function Go({ to, ...rest }: PlainLink) {
  const [path = to, query = ''] = to.split('?');
  const search = query === '' ? {} : Object.fromEntries(new URLSearchParams(query));
  // The path is made at run time, so the router's table of literal paths cannot check it.
  return <Link {...rest} to={path as never} search={search as never} />;
}

export function TextLink({ to, ...rest }: AnchorProps & PlainLink) {
  return <Anchor component={Go} inherit to={to} {...rest} />;
}

export function ButtonLink({ to, ...rest }: ButtonProps & PlainLink) {
  return <Button component={Go} to={to} {...rest} />;
}

const places: [RegExp, string][] = [
  [/^incident(_reference)?$/, '/incidents'],
  [/^alert(_reference)?$/, '/alerts'],
  [/^service(_reference)?$/, '/services'],
  [/^escalation_policy(_reference)?$/, '/escalation_policies'],
  [/^schedule(_reference)?$/, '/schedules'],
  [/^team(_reference)?$/, '/teams'],
  [/^user(_reference)?$/, '/users'],
  [/^experiment(_reference)?$/, '/experiments'],
];

/** Where an object of the wire lives here, or null when it has no page. */
export function pathOf(ref: Pick<Ref, 'id' | 'type' | 'html_url'>): string | null {
  for (const [type, place] of places) if (type.test(ref.type)) return `${place}/${ref.id}`;
  // Some say themselves which page of this interface is theirs, such as rules.
  return /^https?:\/\/[^/]+\/ui(\/.+)$/.exec(ref.html_url ?? '')?.[1] ?? null;
}

/** An object's name, as a link when it has a page. */
export function RefLink({ of, children }: { of: Ref | null | undefined; children?: ReactNode }) {
  if (of === null || of === undefined) return <span>–</span>;
  const path = pathOf(of);
  const name = children ?? of.summary ?? of.id;
  return path === null ? <span>{name}</span> : <TextLink to={path}>{name}</TextLink>;
}

export function RefLinks({ of, none = '–' }: { of: readonly Ref[] | null | undefined; none?: string }) {
  if (of === null || of === undefined || of.length === 0) return <span>{none}</span>;
  return (
    <>
      {of.map((one, index) => (
        <span key={one.id}>
          {index > 0 && ', '}
          <RefLink of={one} />
        </span>
      ))}
    </>
  );
}
