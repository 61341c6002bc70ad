import { formatTime } from '../../ground/time';
import styles from './Rota.module.css';
import { colourOf, daysOf, gaps, joined, placed, type Shift, type Span } from './timeline';

export interface Lane {
  name: string;
  shifts: readonly Shift[];
  /** Says where nobody is on call; only for the final schedule. */
  showGaps?: boolean;
  note?: string;
}

const COLOURS = 8;

/**
 * Shifts drawn to scale. For the eye only: the same shifts stand as a list below it on the page, so the drawing itself
 * is hidden from screen readers, except for shifts that can be pressed.
 */
export function Rota(props: {
  lanes: readonly Lane[];
  from: number;
  weeks: number;
  zone: string;
  now: number;
  people: readonly string[];
  take?: (shift: Span & { name: string }) => void;
}) {
  const days = daysOf(props.from, props.weeks, props.zone);
  const window: Span = { from: days[0]?.from ?? 0, until: days[days.length - 1]?.until ?? 1 };
  const present = placed({ from: props.now, until: props.now + 60_000 }, window);
  return (
    <div className={styles.scroll}>
      <div className={styles.rota} data-weeks={props.weeks}>
        <div className={styles.days} aria-hidden>
          {days.map((day) => {
            const at = placed(day, window);
            const today = day.from <= props.now && props.now < day.until;
            return (
              <div
                key={day.from}
                className={styles.day}
                data-today={today || undefined}
                data-weekend={isWeekend(day.from, props.zone) || undefined}
                style={{ left: `${at?.left ?? 0}%`, width: `${at?.width ?? 0}%` }}
              >
                <span className={styles.dayName}>{dayWords(day.from, props.zone, props.weeks)}</span>
              </div>
            );
          })}
        </div>
        {props.lanes.map((lane, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two layers may have the same name
          <div key={index} className={styles.lane}>
            <div className={styles.laneName}>
              {lane.name}
              {lane.note !== undefined && <span className={styles.note}>{lane.note}</span>}
            </div>
            <div className={styles.track}>
              {days.map((day) => (
                <div
                  key={day.from}
                  className={styles.line}
                  style={{ left: `${placed(day, window)?.left ?? 0}%` }}
                />
              ))}
              {lane.showGaps === true &&
                gaps(lane.shifts, window).map((gap) => {
                  const at = placed(gap, window);
                  return (
                    at !== null && (
                      <div
                        key={gap.from}
                        className={styles.gap}
                        style={{ left: `${at.left}%`, width: `${at.width}%` }}
                        title={`Nobody: ${spanWords(gap, props.zone)}`}
                      >
                        <span className={styles.gapWord}>Nobody</span>
                      </div>
                    )
                  );
                })}
              {joined(lane.shifts).map((shift) => (
                <Bar key={`${shift.from} ${shift.userId}`} shift={shift} window={window} {...props} />
              ))}
              {present !== null && <div className={styles.now} style={{ left: `${present.left}%` }} />}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

function Bar(props: {
  shift: Shift;
  window: Span;
  zone: string;
  people: readonly string[];
  take?: (shift: Span & { name: string }) => void;
}) {
  const { shift, take } = props;
  const at = placed(shift, props.window);
  if (at === null || shift.userId === null) return null;
  const words = `${shift.name}: ${spanWords(shift, props.zone)}`;
  const look = {
    className: styles.bar,
    'data-colour': colourOf(shift.userId, props.people, COLOURS) ?? 0,
    style: { left: `${at.left}%`, width: `${at.width}%` },
    title: words,
  };
  const name = <span className={styles.barName}>{shift.name}</span>;
  if (take === undefined) return <div {...look}>{name}</div>;
  return (
    <button type="button" {...look} aria-label={`${words}. Override`} onClick={() => take(shift)}>
      {name}
    </button>
  );
}

export function spanWords(span: Span, zone: string): string {
  return `${formatTime(span.from, zone, 'daymonth')} ${formatTime(span.from, zone, 'clock').slice(0, 5)} – ${formatTime(
    span.until,
    zone,
    'daymonth',
  )} ${formatTime(span.until, zone, 'clock').slice(0, 5)}`;
}

/** `Mon 16 Nov`, `Mo 16` or `16`: what fits into the day's width. */
function dayWords(at: number, zone: string, weeks: number): string {
  const words = formatTime(at, zone, 'daymonth');
  if (weeks === 1) return words;
  const [weekday = '', day = ''] = words.replace(',', '').split(' ');
  return weeks === 2 ? `${weekday.slice(0, 2)} ${day}` : day;
}

function isWeekend(at: number, zone: string): boolean {
  return /^S/.test(formatTime(at, zone, 'daymonth'));
}
