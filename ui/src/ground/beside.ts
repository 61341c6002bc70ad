/** What the server says of one field. */
export interface FieldFault {
  /** As the wire names it, without the name of the whole: `probe.target`. */
  field: string;
  text: string;
}

/** A fault and the control of the form that it is about. */
export interface Placed extends FieldFault {
  control: HTMLElement;
}

/** Units that names on the wire end in and labels say in other words. */
const UNITS = / (milliseconds|seconds|minutes|hours|days|percent|id|ids)$/;

/** A fault that names a field; null when it names none. */
export function fieldFault(fault: string): FieldFault | null {
  const [, path, text] = /^'([A-Za-z0-9_.[\]]+)' (.+)$/s.exec(fault) ?? [];
  if (path === undefined || text === undefined) return null;
  const dot = path.indexOf('.');
  return { field: dot < 0 ? path : path.slice(dot + 1), text };
}

/** The name of a field as people read it: `“probe target”`. */
export function fieldWords(field: string): string {
  return field
    .replace(/\[(\d+)\]/g, (_, index: string) => ` ${Number(index) + 1}`)
    .replace(/[._]+/g, ' ')
    .trim();
}

/**
 * Finds for each fault the control of the form that it is about: the one that says so by `data-field`, or the only one whose
 * label says the same as the last part of the field's name. What is found nowhere is left for the foot of the form.
 */
export function place(form: Element, faults: readonly string[]): { placed: Placed[]; rest: string[] } {
  const placed: Placed[] = [];
  const rest: string[] = [];
  for (const fault of faults) {
    const named = fieldFault(fault);
    const control = named === null ? null : (marked(form, named.field) ?? labelled(form, named.field));
    if (named !== null && control !== null) placed.push({ ...named, control });
    else rest.push(named === null ? fault : `“${fieldWords(named.field)}” ${named.text}`);
  }
  return { placed, rest };
}

function marked(form: Element, field: string): HTMLElement | null {
  const all = [...form.querySelectorAll<HTMLElement>('[data-field]')].filter((control) => {
    const name = control.dataset.field ?? '';
    return name !== '' && (field === name || field.endsWith(`.${name}`));
  });
  return all.length === 1 ? (all[0] ?? null) : null;
}

function labelled(form: Element, field: string): HTMLElement | null {
  if (field.includes('[')) return null; // one of a list, whose labels are all alike
  const of = field.replace(/\.(id|type)$/, ''); // a reference is picked as a whole
  const words = bare(fieldWords(of.slice(of.lastIndexOf('.') + 1)));
  const found = new Set<HTMLElement>();
  for (const label of form.querySelectorAll('label')) {
    if (bare((label.textContent ?? '').replace(/\*\s*$/, '').split(',')[0] ?? '') !== words) continue;
    const control =
      label.htmlFor === '' ? label.querySelector('input') : document.getElementById(label.htmlFor);
    if (control instanceof HTMLElement && form.contains(control)) found.add(control);
  }
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

function bare(words: string): string {
  return words.trim().toLowerCase().replace(UNITS, '');
}
