/** A piece of a text, and where it begins. */
export interface AddressPart {
  at: number;
  words: string;
  address: boolean;
}

/** The text in pieces, of which some are addresses of web pages; only those, for `javascript:` would run as this page. */
export function addressParts(text: string): AddressPart[] {
  const parts: AddressPart[] = [];
  let told = 0;
  for (const found of text.matchAll(/https?:\/\/[\p{L}\p{N}[][^\s<>"`]*/giu)) {
    const words = trimmed(found[0]);
    if (found.index > told) parts.push({ at: told, words: text.slice(told, found.index), address: false });
    parts.push({ at: found.index, words, address: true });
    told = found.index + words.length;
  }
  if (told < text.length) parts.push({ at: told, words: text.slice(told), address: false });
  return parts;
}

/** Without what closes a sentence or a Markdown link; the brackets of a title such as `Disk_(full)` stay. */
function trimmed(found: string): string {
  let words = found;
  for (;;) {
    const last = words.slice(-1);
    const opening = last === ')' ? '(' : last === ']' ? '[' : null;
    const closes =
      opening === null ? ".,;:!?'*_".includes(last) : words.split(last).length > words.split(opening).length;
    if (!closes || words === '') return words;
    words = words.slice(0, -1);
  }
}
