/** Key columns as lines `column = field`; lines that are not so are left out. */
export function keysOf(text: string): { column: string; source: string }[] {
  return text
    .split('\n')
    .map((line) => {
      const at = line.indexOf('=');
      return { column: line.slice(0, Math.max(0, at)).trim(), source: line.slice(at + 1).trim() };
    })
    .filter(({ column, source }) => column !== '' && source !== '');
}

/** All columns of a table, keys first, as a CSV of its rows names them. */
export function columnsOf(table: { keys: { column: string }[]; columns: string[] }): string[] {
  return [...table.keys.map(({ column }) => column), ...table.columns];
}

export type Importance = 'page' | 'low' | 'ticket' | 'record';

export interface Stage {
  name: string;
  aliases: string[];
  importance: Importance;
}

export const importances: { value: Importance; label: string }[] = [
  { value: 'page', label: 'Pages, as its service says' },
  { value: 'low', label: 'Low urgency' },
  { value: 'ticket', label: 'To do: a ticket, nobody is paged' },
  { value: 'record', label: 'Recorded only, no incident' },
];

/** Why stages cannot be saved yet; null when they can. */
export function stagesFault(stages: readonly Stage[]): string | null {
  const seen = new Set<string>();
  for (const stage of stages) {
    if (stage.name.trim() === '') return 'Every stage needs a name.';
    for (const word of [stage.name, ...stage.aliases]) {
      const plain = word.trim().toLowerCase();
      if (seen.has(plain)) return `“${word}” stands for two stages.`;
      seen.add(plain);
    }
  }
  return null;
}
