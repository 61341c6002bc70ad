import { formatTime, partsIn } from './time';

/** Colours of a chart: those of the pages for frame and text, and a fixed set that a red-green blind eye tells apart. */
export interface Inks {
  text: string;
  faint: string;
  grid: string;
  sheet: string;
  /** The value itself. */
  line: string;
  /** What is expected of it. */
  band: string;
  /** What is wrong with it. */
  alarm: string;
  /** By how bad it is: info, warning, error, critical. */
  severities: readonly [string, string, string, string];
  rows: readonly string[];
}

const light: Inks = {
  text: '#343a40',
  faint: '#55606b',
  grid: '#e3e7eb',
  sheet: '#ffffff',
  line: '#0b7285',
  band: '#b6dde4',
  alarm: '#c92a2a',
  severities: ['#74b0e0', '#e8c33c', '#e8873a', '#c92a2a'],
  rows: ['#0b7285', '#b35900', '#5f3dc4', '#2b8a3e', '#c2255c', '#495057', '#1864ab', '#846200'],
};

const dark: Inks = {
  text: '#dfe3e8',
  faint: '#9aa4af',
  grid: '#2c333a',
  sheet: '#1b1f23',
  line: '#66c3d5',
  band: '#1d4650',
  alarm: '#ff8787',
  severities: ['#4a86b8', '#bfa12e', '#d97a30', '#f05252'],
  rows: ['#66c3d5', '#ffa94d', '#b197fc', '#69db7c', '#faa2c1', '#adb5bd', '#74c0fc', '#e6c96b'],
};

export function inks(scheme: 'light' | 'dark'): Inks {
  return scheme === 'dark' ? dark : light;
}

/** A mark on a time axis: the hour, and the day where the day begins. */
export function tick(at: number, zone: string): string {
  const wall = partsIn(at, zone);
  return wall.hour === 0 && wall.minute === 0
    ? formatTime(at, zone, 'daymonth')
    : formatTime(at, zone, 'clock').slice(0, 5);
}

const steps: [number, string][] = [
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
];

/** A number with three digits that matter: `1.23 k`, `0.0042`, `57`. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  for (const [step, sign] of steps) if (size >= step) return trim(value / step) + sign;
  return trim(value);
}

function trim(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** A share as people say it: `7 %`, `under 1 %`. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const of100 = share * 100;
  if (of100 > 0 && of100 < 1) return 'under 1 %';
  if (of100 < 100 && of100 > 99) return 'over 99 %';
  return `${Math.round(of100)} %`;
}

/** The rest of an error budget, as a share of it; what is overspent is said so that it can be grasped. */
export function budgetWords(left: number): string {
  if (left >= 0) return `${percent(left)} left`;
  return left > -1 ? `overspent by ${Math.round(-left * 100)} %` : `spent ${short(1 - left)} times over`;
}
