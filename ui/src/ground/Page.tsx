import { ActionIcon, Button, CopyButton, Group, Loader, Text, Title, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import styles from './Page.module.css';
import { storeOf, useStore } from './store';
import { formatTime, fromNow, type TimeStyle, useNow, useZone } from './time';

const pageTitle = storeOf('');
/** Open incidents that wait for somebody; the shell keeps it up to date. */
export const waitingCount = storeOf(0);

export function tabTitle(page: string, waiting: number): string {
  const name = page === '' ? 'Muster' : `${page} · Muster`;
  return waiting > 0 ? `(${waiting}) ${name}` : name;
}

/** Keeps the tab's title; drawn once by the shell. */
export function TabTitle() {
  const page = useStore(pageTitle);
  const waiting = useStore(waitingCount);
  useEffect(() => {
    document.title = tabTitle(page, waiting);
  }, [page, waiting]);
  return null;
}

export function usePageTitle(title: string): void {
  useEffect(() => pageTitle.set(title), [title]);
}

/** The head of a page: one h1, what the page is for, and what can be done here. */
export function Page(props: {
  title: string;
  head?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  usePageTitle(props.title);
  return (
    <div className={styles.page} data-wide={props.wide || undefined}>
      <header className={styles.head}>
        <div className={styles.name}>
          <Title order={1} className={styles.title}>
            {props.head ?? props.title}
          </Title>
          {props.lead !== undefined && (
            <Text c="dimmed" size="sm" component="div" className="prose">
              {props.lead}
            </Text>
          )}
        </div>
        {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
      </header>
      {props.children}
    </div>
  );
}

/** The heading under which something stands, for what is there more than once on a page. */
const Under = createContext('');

/** A part of a page with its own heading. */
export function Part(props: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={styles.part} aria-label={props.title}>
      <header className={styles.partHead}>
        <div>
          <Title order={2} className={styles.partTitle}>
            {props.title}
          </Title>
          {props.lead !== undefined && (
            <Text c="dimmed" size="sm">
              {props.lead}
            </Text>
          )}
        </div>
        {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
      </header>
      <div className={styles.partBody} data-flush={props.flush || undefined}>
        <Under value={props.title}>{props.children}</Under>
      </div>
    </section>
  );
}

/** Nothing here: says why, and what to do about it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <Text fw={600}>{title}</Text>
      {children !== undefined && (
        <Text c="dimmed" size="sm" component="div" className="prose">
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}

export function Waiting({ what = 'Loading' }: { what?: string }) {
  return (
    <div className={styles.waiting} role="status">
      <Loader size="sm" />
      <Text c="dimmed" size="sm">
        {what}…
      </Text>
    </div>
  );
}

/** A name and its value, for the facts of an object. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A point in time; the exact one is in the tooltip, read in the chosen zone. */
export function When({
  at,
  as = 'age',
  every,
}: {
  at: string | number | null | undefined;
  as?: 'age' | TimeStyle;
  every?: number;
}) {
  const zone = useZone();
  useNow(every ?? 30_000);
  if (at === null || at === undefined) return <span>–</span>;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>–</span>;
  return (
    <time
      dateTime={date.toISOString()}
      title={formatTime(date, zone, 'full')}
      className={styles.time}
      data-as={as}
    >
      {/* The clock itself, not the last tick: what just happened must not lie in the future. */}
      {as === 'age' ? fromNow(date, Date.now()) : formatTime(date, zone, as)}
    </time>
  );
}

export function CopyIcon({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={`Copy ${what}`}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Text to paste elsewhere, with its copy button. */
export function Snippet({ text, what }: { text: string; what: string }) {
  return (
    <div className={styles.snippet}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.snippetText} tabIndex={0} aria-label={what}>
        <pre>{text}</pre>
      </section>
      <div className={styles.snippetCopy}>
        <CopyIcon value={text} what={what} />
      </div>
    </div>
  );
}

/** How far into a list the server goes, as its interface has it. */
const DEEPEST = 10_000;

/** The last offset at which a page can be read. */
export function reachable(offset: number, limit: number): number {
  return Math.min(offset, DEEPEST - limit);
}

/**
 * Steps through a list; `total` is shown when the server counted.
 *
 * @param props.toTheEnd whether the server goes as far as the list does
 */
export function Pager(props: {
  offset: number;
  limit: number;
  shown: number;
  more: boolean;
  total: number | null;
  go: (offset: number) => void;
  toTheEnd?: boolean;
}) {
  const { offset, limit, shown, more, total, go, toTheEnd = false } = props;
  const under = useContext(Under);
  if (offset === 0 && !more) return null;
  const onward = more && (toTheEnd || reachable(offset + limit, limit) === offset + limit);
  return (
    <nav className={styles.pager} aria-label={under === '' ? 'Pages' : `Pages: ${under}`}>
      <Button
        size="xs"
        variant="default"
        disabled={offset === 0}
        onClick={() => go(Math.max(0, offset - limit))}
      >
        Previous
      </Button>
      <Text size="sm" c="dimmed" aria-live="polite">
        {shown === 0 ? 'none' : `${offset + 1}–${offset + shown}`}
        {total !== null && ` of ${total}`}
      </Text>
      {more && !onward && (
        <Text size="sm" c="dimmed">
          No further than this; a search or filter finds the others.
        </Text>
      )}
      <Button size="xs" variant="default" disabled={!onward} onClick={() => go(offset + limit)}>
        Next
      </Button>
    </nav>
  );
}
