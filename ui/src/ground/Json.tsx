import styles from './Json.module.css';
import { Linked } from './Linked';

/** How deep the viewer opens by itself, and how much of one list it draws: custom details may be half a megabyte. */
const OPEN_DEPTH = 2;
const MOST = 200;

/** Any JSON, folded below the second level; plain `details` elements, so it works by keyboard and in a screen reader. */
export function Json({ value, depth = 0 }: { value: unknown; depth?: number }) {
  if (value === null || value === undefined) return <span className={styles.nothing}>null</span>;
  if (typeof value === 'string')
    return <span className={styles.text}>{value === '' ? '""' : <Linked text={value} />}</span>;
  if (typeof value !== 'object') return <span className={styles.plain}>{String(value)}</span>;
  const entries = Array.isArray(value)
    ? value.map((one, index): [string, unknown] => [String(index), one])
    : Object.entries(value);
  if (entries.length === 0)
    return <span className={styles.nothing}>{Array.isArray(value) ? '[]' : '{}'}</span>;
  const inner = (
    <dl className={styles.tree}>
      {entries.slice(0, MOST).map(([name, one]) => (
        <div key={name} className={styles.entry}>
          <dt>{name}</dt>
          <dd>
            <Json value={one} depth={depth + 1} />
          </dd>
        </div>
      ))}
      {entries.length > MOST && <div className={styles.nothing}>… and {entries.length - MOST} more</div>}
    </dl>
  );
  if (depth === 0) return inner;
  return (
    <details open={depth < OPEN_DEPTH && entries.length <= 20}>
      <summary>{Array.isArray(value) ? `${entries.length} items` : `${entries.length} fields`}</summary>
      {inner}
    </details>
  );
}
