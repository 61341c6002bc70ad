import { Anchor } from '@mantine/core';
import { addressParts } from './addresses';

/** A text of people in which the addresses of web pages can be followed; its lines stay lines. */
export function Linked({ text }: { text: string }) {
  return (
    <span style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
      {addressParts(text).map(({ at, words, address }) =>
        address ? (
          <Anchor key={at} href={words} target="_blank" rel="noopener noreferrer" inherit>
            {words}
          </Anchor>
        ) : (
          <span key={at}>{words}</span>
        ),
      )}
    </span>
  );
}
