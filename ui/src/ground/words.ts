import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/**
 * What stands in a search field whose words are kept in the address. It follows the address when that is changed from
 * elsewhere, as by the back button or a link; its own words coming back never undo what was typed meanwhile.
 *
 * @param asked the words in the address
 * @param ask puts words there, once nobody has typed for `wait` milliseconds
 */
export function useSearchWords(
  asked: string,
  ask: (words: string) => void,
  wait = 250,
): [string, (text: string) => void] {
  const [text, setText] = useState(asked);
  const [known, setKnown] = useState(asked);
  const [sent, setSent] = useState(asked);
  if (known !== asked) {
    setKnown(asked);
    if (asked !== sent) {
      setSent(asked);
      setText(asked);
    }
  }
  const send = useDebouncedCallback((words: string) => {
    setSent(words);
    ask(words);
  }, wait);
  return [
    text,
    (next) => {
      setText(next);
      send(next.trim());
    },
  ];
}
