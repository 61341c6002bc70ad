/** `1 incident`, `3 incidents`, `12,000 incidents`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-GB')} ${one}${count === 1 ? '' : 's'}`;
}
