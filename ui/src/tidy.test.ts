import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(__dirname);

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** The relative imports of a file, static and dynamic, as paths seen from `src`. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map((found) =>
    relative(src, resolve(dirname(file), found[1] ?? '')),
  );
}

const quarter = (path: string) => {
  const [top = '', room = ''] = path.split('/');
  return top === 'rooms' ? `rooms/${room}` : top;
};

describe('the house of the interface', () => {
  const files = filesUnder(src).map((file) => ({ path: relative(src, file), imports: importsOf(file) }));

  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it('lets a room know only itself and the ground', () => {
    const strays = files
      .filter(({ path }) => path.startsWith('rooms/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter((one) => quarter(one) !== quarter(path) && quarter(one) !== 'ground')
          .map((one) => `${path} -> ${one}`),
      );
    expect(strays).toEqual([]);
  });

  it('lets the ground know nobody', () => {
    const strays = files
      .filter(({ path }) => path.startsWith('ground/'))
      .flatMap(({ path, imports }) =>
        imports.filter((one) => quarter(one) !== 'ground').map((one) => `${path} -> ${one}`),
      );
    expect(strays).toEqual([]);
  });

  it('needs nothing that the content security policy forbids', () => {
    const page = readFileSync(join(src, '..', 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/i);
    expect([...page.matchAll(/<script\b[^>]*>/g)].every(([tag]) => tag.includes(' src='))).toBe(true);
    expect([...page.matchAll(/(?:src|href)="(https?:)?\/\//g)]).toEqual([]);
  });
});
