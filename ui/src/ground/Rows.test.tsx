import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onScreen, PATIENCE } from './onScreen';
import { Rows, tooNarrow } from './Rows';

function Shrinking() {
  const [rows, setRows] = useState(['a', 'b']);
  return (
    <Rows
      label="Letters"
      rows={rows}
      keyOf={(row) => row}
      columns={[
        {
          name: 'Letter',
          cell: (row) => (
            <button type="button" onClick={() => setRows(rows.filter((one) => one !== row))}>
              Delete {row}
            </button>
          ),
        },
      ]}
    />
  );
}

describe('rows', { timeout: PATIENCE }, () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('keep the focus when the row that has it goes', async () => {
    onScreen(<Shrinking />);
    const first = await screen.findByText('Delete a');
    first.focus();
    fireEvent.click(first);
    expect(screen.queryByText('Delete a')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('table', { name: 'Letters' }));
  });

  const columns = [{}, { width: 170 }, { width: 120 }, { width: '20%' }];

  it('turn into cards before words break, and always on a phone', () => {
    vi.stubGlobal('innerWidth', 1_000);
    expect(tooNarrow(columns, 570)).toBe(false);
    expect(tooNarrow(columns, 569)).toBe(true);
    vi.stubGlobal('innerWidth', 700);
    expect(tooNarrow(columns, 690)).toBe(true);
  });

  it('stay a table until their room is known', () => {
    vi.stubGlobal('innerWidth', 1_280);
    expect(tooNarrow(columns, 0)).toBe(false);
  });
});
