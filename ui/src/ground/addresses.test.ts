import { expect, it } from 'vitest';
import { addressParts } from './addresses';

const addresses = (text: string) =>
  addressParts(text)
    .filter(({ address }) => address)
    .map(({ words }) => words);

it.each([
  ['See https://wiki.example.com/orders.', ['https://wiki.example.com/orders']],
  [
    '[How](https://wiki.example.com/a), or http://10.0.0.7:80/b?c=1&d=2',
    ['https://wiki.example.com/a', 'http://10.0.0.7:80/b?c=1&d=2'],
  ],
  ['(https://wiki.example.com/Disk_(full))', ['https://wiki.example.com/Disk_(full)']],
  ['http://[2001:db8::1]/a', ['http://[2001:db8::1]/a']],
  ['javascript:alert(1) https://...', []],
])('%s', (text, found) => {
  expect(addresses(text)).toEqual(found);
  expect(
    addressParts(text)
      .map(({ words }) => words)
      .join(''),
  ).toBe(text);
});
