import { describe, expect, it } from 'vitest';
import { safeReturn } from './SignIn';

describe('the way back after the sign-in', () => {
  it('leads to a page of our own and nowhere else', () => {
    expect(safeReturn('/incidents/Q1?x=1')).toBe('/incidents/Q1?x=1');
    expect(safeReturn(undefined)).toBe('/incidents');
    expect(safeReturn('https://evil.example')).toBe('/incidents');
    expect(safeReturn('//evil.example')).toBe('/incidents');
    expect(safeReturn('/\\evil.example')).toBe('/incidents');
    expect(safeReturn('/sign_in?back=/x')).toBe('/incidents');
  });
});
